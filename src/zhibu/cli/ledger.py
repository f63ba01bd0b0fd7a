"""``zhibu ledger``: the status of every due."""

import click

from zhibu.cli.lazy import LazyGroup

COMMANDS = {
    "build": "zhibu.cli.ledger_build:build",
    "explain": "zhibu.cli.ledger_explain:explain",
    "synth": "zhibu.cli.ledger_synth:synth",
}


@click.group(cls=LazyGroup, commands_at=COMMANDS)
def ledger() -> None:
    """台账：计算每一项应办的状态，逐项说明依据。"""
