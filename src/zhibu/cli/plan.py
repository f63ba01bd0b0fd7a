"""``zhibu plan``: everything about plans as files."""

import click

from zhibu.cli.plan_check import check
from zhibu.cli.plan_draft import draft_command
from zhibu.cli.plan_extract import extract_command
from zhibu.cli.plan_tour import tour
from zhibu.cli.plan_year import year


@click.group()
def plan() -> None:
    """方案：提取、校验、排全年、求最轻的一年。"""


plan.add_command(check)
plan.add_command(extract_command)
plan.add_command(draft_command)
plan.add_command(year)
plan.add_command(tour)
