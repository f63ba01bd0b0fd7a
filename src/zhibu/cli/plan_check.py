"""``zhibu plan check``: are these plan files sound?"""

from pathlib import Path

import click

from zhibu.plans.loading import json_schema_text, load_plans


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, type=click.Path(path_type=Path))
@click.option("--schema", is_flag=True, help="打印方案文件的 JSON Schema，供编辑器使用。")
def check(paths: tuple[Path, ...], schema: bool) -> None:
    """校验方案文件，或文件夹中的全部方案文件；所有问题一次列出。"""
    if schema:
        click.echo(json_schema_text(), nl=False)
        return
    if not paths:
        raise click.UsageError("请给出要校验的方案文件或文件夹")
    for plan in load_plans(paths):
        duties = [cited.duty for cited in plan.duties()]
        doubtful = sum(duty.review is not None for duty in duties)
        remark = f"，其中 {doubtful} 项待核对" if doubtful else ""
        click.echo(f"通过  {plan.id}《{plan.title}》：{len(duties)} 项应办{remark}")
