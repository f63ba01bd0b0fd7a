"""``zhibu audit``: check the chain of events, and print its head to be kept elsewhere."""

import re
import sys
from pathlib import Path

import click

from zhibu.cli.serve import FOLDER, opened

HEAD = re.compile(r"(?P<number>\d+):(?P<link>[0-9a-f]{64})")


@click.group()
def audit() -> None:
    """操作记录：检查有没有被改动、删除或插入。"""


@audit.command()
@click.option(
    "--head", "heads", multiple=True, metavar="号:链", help="另处保存的链首（audit head 打印的），可多次。"
)
@click.option("--data", type=FOLDER, default="zhibu-data", show_default=True, help="数据所在的文件夹。")
def verify(heads: tuple[str, ...], data: Path) -> None:
    """从头核对整条链；没有问题时以 0 结束，有问题时逐条列出并以 1 结束。"""
    opened(data)

    from zhibu.access.audit.chain import Head
    from zhibu.access.audit.verifying import verify as walk

    given = [HEAD.fullmatch(one.strip()) for one in heads]
    if not all(given):
        raise click.UsageError("--head 应写成 号:链，照 zhibu audit head 打印的抄写")
    report = walk([Head(int(one["number"]), one["link"]) for one in given if one])
    for sentence in (*report.findings, *report.remarks):
        click.echo(sentence)
    click.echo(
        f"已封存 {report.sealed} 条，待封存 {report.unsealed} 条；与另处写下的 {report.anchors} 个链首比过"
    )
    click.echo(f"链首 {report.head.number}:{report.head.link}")
    click.echo("发现问题，见上" if report.findings else "没有发现改动")
    if report.findings:
        sys.exit(1)


@audit.command()
@click.option("--data", type=FOLDER, default="zhibu-data", show_default=True, help="数据所在的文件夹。")
def head(data: Path) -> None:
    """封存待封存的记录并打印链首；抄在纸上或发给上级，日后用 verify --head 核对。"""
    opened(data)

    from zhibu.access.audit import chain

    chain.seal()
    end = chain.head()
    click.echo(f"{end.number}:{end.link}")
