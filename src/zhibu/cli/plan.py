"""``zhibu plan``: everything about plans as files."""

import click

from zhibu.cli.lazy import LazyGroup

COMMANDS = {
    "tour": "zhibu.cli.plan_tour:tour",
    "extract": "zhibu.cli.plan_extract:extract_command",
    "draft": "zhibu.cli.plan_draft:draft_command",
    "check": "zhibu.cli.plan_check:check",
    "year": "zhibu.cli.plan_year:year",
    "lighten": "zhibu.cli.plan_lighten:lighten",
}


@click.group(cls=LazyGroup, commands_at=COMMANDS)
def plan() -> None:
    """方案：提取、校验、排全年、求最轻的一年。"""
