"""The command line: ``zhibu plan …``, ``zhibu ledger …``.

One command a module. Whatever a person can cause comes out as a sentence on standard error and exit
code 2; files are written whole or not at all (``output``).
"""

import sys

import click

from zhibu.cli import plan, serve
from zhibu.plans.errors import ZhibuError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="zhibu", message="zhibu %(version)s")
def zhibu() -> None:
    """支部：把方案变成数据，一处记录，处处算数。"""


zhibu.add_command(plan.plan)
for command in (serve.demo, serve.serve, serve.migrate, serve.secrets):
    zhibu.add_command(command)


def main() -> None:
    """Run the command line; bad input is a sentence and exit code 2, never a traceback."""
    try:
        zhibu(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except ZhibuError as wrong:
        click.echo(f"错误：{wrong}", err=True)
        sys.exit(2)
