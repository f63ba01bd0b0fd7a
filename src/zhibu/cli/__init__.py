"""The command line: ``zhibu plan …``, ``zhibu ledger …``.

One command a module. Whatever a person can cause comes out as a sentence on standard error and exit
code 2; files are written whole or not at all (``output``).
"""

import io
import sys
from typing import NoReturn

import click

from zhibu.cli import audit, ledger, operations, plan, privacy, remind, serve, standings
from zhibu.cli.setup import setup
from zhibu.cli.wording import ChineseHelp, complaint
from zhibu.plans.errors import ZhibuError, why_not


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="zhibu", message="zhibu %(version)s")
def zhibu() -> None:
    """支部：把方案变成数据，一处记录，处处算数。"""


zhibu.add_command(ledger.ledger)
zhibu.add_command(plan.plan)
zhibu.add_command(standings.standings)
zhibu.add_command(audit.audit)
for command in (serve.demo, setup, serve.serve, serve.migrate, serve.secrets, serve.rotate_keys):
    zhibu.add_command(command)
for command in (operations.backup, operations.restore, operations.move, operations.tick, remind.remind):
    zhibu.add_command(command)
zhibu.add_command(privacy.forget)
click.Context.formatter_class = ChineseHelp


def main() -> None:
    """Run the command line; bad input is a sentence and exit code 2, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # where the terminal lacks a character
    try:
        zhibu(prog_name="zhibu", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as wrong:
        refuse(complaint(wrong))
    except ZhibuError as wrong:
        refuse(f"错误：{wrong}")
    except OSError as wrong:
        refuse(f"错误：{wrong.filename or '文件'}：读写不了：{why_not(wrong)}")
    except Exception as wrong:
        if not is_of_the_database(wrong):
            raise
        said = (str(wrong).splitlines() or [type(wrong).__name__])[0]
        what_to_do = "请核对 DATABASE_URL 或 --data、数据库是否在运行、磁盘是否已满，再运行一次"
        refuse(f"错误：数据库报告：{said}；{what_to_do}")


def is_of_the_database(wrong: Exception) -> bool:
    """Whether an application's database reported it; the commands that need none do not load Django."""
    django = sys.modules.get("django.db.utils")
    return django is not None and isinstance(wrong, django.Error)


def refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)
