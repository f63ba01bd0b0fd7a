"""``zhibu standings``: what was counted of each organization, made again or compared."""

from pathlib import Path

import click

from zhibu.cli.serve import FOLDER
from zhibu.plans.errors import ZhibuError

DATA = click.option("--data", type=FOLDER, default="zhibu-data", show_default=True, help="数据所在的文件夹。")
MOST_SHOWN = 50


class StandingsError(ZhibuError):
    """What is kept is not what the ledger counts."""


@click.group()
def standings() -> None:
    """各党组织应办事项的计数：重算、核对（“哪里要帮一把”由此显示）。"""


@standings.command()
@DATA
@click.option("--all", "whole", is_flag=True, help="全部重算；不加时只算有变动的。")
def rebuild(data: Path, whole: bool) -> None:
    """重算计数。平时不用运行：有变动的会在显示前自动重算。"""
    _open(data)

    from django.utils import timezone

    from zhibu.helping.following import doubt_below
    from zhibu.helping.fresh import make_all_good

    if whole:
        doubt_below("")
    counted = make_all_good("", timezone.localdate().year)
    click.echo(f"已重算 {counted} 个党组织")


@standings.command()
@DATA
def check(data: Path) -> None:
    """把存着的计数同台账现算的逐项核对，列出每一处不同。"""
    _open(data)

    from zhibu.helping.checking import differences

    found = list(differences())
    for one in found[:MOST_SHOWN]:
        click.echo(str(one))
    if found:
        raise StandingsError(f"共 {len(found)} 处不同；请运行 zhibu standings rebuild --all，并报告这一情况")
    click.echo("存着的计数与现算的一致")


def _open(data: Path) -> None:
    from zhibu.site import set_up

    if not data.is_dir():
        raise StandingsError(f"{data}：没有这个数据文件夹；请核对 --data")
    set_up.use_folder(data)
    set_up.start_django()
    if set_up.tables_are_missing():
        raise StandingsError("数据库还没有建好，或版本较旧；请先运行 zhibu migrate")
