"""``zhibu plan``: everything about plans as files."""

import click


@click.group()
def plan() -> None:
    """方案：提取、校验、排全年、求最轻的一年。"""
