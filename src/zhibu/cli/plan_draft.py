"""``zhibu plan draft``: a document as a plan file for a person to review."""

import re
from datetime import date
from pathlib import Path

import click

from zhibu.cli.output import write_files
from zhibu.plans.documents import read_document
from zhibu.plans.drafting import draft, write_yaml
from zhibu.plans.extraction import extract
from zhibu.plans.model import IDENTIFIER


def identifier(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is None or re.fullmatch(IDENTIFIER, value):
        return value
    raise click.BadParameter("编号只用英文字母、数字和 . _ -，以字母或数字开头，最长 100 个")


@click.command("draft")
@click.argument("document", metavar="DOC", type=click.Path(path_type=Path))
@click.option("--id", "plan_id", metavar="ID", callback=identifier, help="方案编号；不写时按文件名或文号取。")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="写入这个文件；不写时打印。")
def draft_command(document: Path, plan_id: str | None, out: Path | None) -> None:
    """把文档起草成方案文件（YAML），供人核对。

    每条应办事项上方以注释附原文；拿不准的写在 review 里，核对后删去。
    """
    read = read_document(document)
    plan = draft(read, extract(read.text), today=date.today(), plan_id=plan_id)
    text = write_yaml(plan, read.text).encode()
    if out:
        write_files({out: text})
    else:
        click.echo(text, nl=False)
