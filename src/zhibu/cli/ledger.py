"""``zhibu ledger``: the status of every due."""

import click

from zhibu.cli.ledger_build import build
from zhibu.cli.ledger_explain import explain
from zhibu.cli.ledger_synth import synth


@click.group()
def ledger() -> None:
    """台账：计算每一项应办的状态，逐项说明依据。"""


ledger.add_command(build)
ledger.add_command(explain)
ledger.add_command(synth)
