"""``zhibu ledger synth``: a made-up world of any size, to try the ledger on."""

from pathlib import Path

import click

from zhibu.cli.progress import reporter
from zhibu.ledger.synth import World, make_world
from zhibu.ledger.whole import put_in_place, workshop
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR


@click.command()
@click.option("--branches", required=True, type=click.IntRange(1, 10_000_000), metavar="N", help="党支部数。")
@click.option(
    "--seed", default=1, show_default=True, type=click.IntRange(0, 2**31), help="随机种子，相同则结果相同。"
)
@click.option(
    "--year",
    default=2024,
    show_default=True,
    type=click.IntRange(FIRST_YEAR, LAST_YEAR),
    help="事实发生的年份。",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="写入的文件夹。")
@click.option("--members/--no-members", default=True, show_default=True, help="是否生成党员及其事实。")
@click.option("--groups/--no-groups", default=True, show_default=True, help="较大的支部是否设党小组。")
def synth(branches: int, seed: int, year: int, out: Path, members: bool, groups: bool) -> None:
    """生成一套虚构的党组织、党员、办结事实和免除，供试算和测速。"""
    with workshop(out) as work:
        make_world(World(branches, seed, year, members, groups), work, reporter())
        put_in_place(sorted(work.glob("*.parquet")), out)
