"""``zhibu plan``: everything about plans as files."""

import click

from zhibu.cli.plan_check import check


@click.group()
def plan() -> None:
    """方案：提取、校验、排全年、求最轻的一年。"""


plan.add_command(check)
