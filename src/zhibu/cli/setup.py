"""``zhibu setup``: from nothing to an administrator who can sign in."""

import sys
from pathlib import Path

import click

from zhibu.cli.serve import FOLDER, HOST, ServeError
from zhibu.plans.codes import Level

USUAL_ADDRESS = f"http://{HOST}:8000"
LEVELS = {level.value: level.label for level in Level if level not in (Level.BRANCH, Level.GROUP)}


@click.command()
@click.option("--organization", "name", help="第一个党组织的名称，如“向阳县委”；也可以留到网页上设立。")
@click.option(
    "--level",
    type=click.Choice(list(LEVELS)),
    default=Level.COUNTY.value,
    show_default=True,
    help="它的层级：" + "，".join(f"{code} {term}" for code, term in LEVELS.items()) + "。",
)
@click.option("--administrator", help="系统管理员的用户名；已有的管理员会得到一个新链接（忘了密码时用）。")
@click.option("--address", default=USUAL_ADDRESS, show_default=True, help="浏览器里用的网址。")
@click.option("--data", type=FOLDER, default="zhibu-data", show_default=True, help="数据所在的文件夹。")
def setup(name: str | None, level: str, administrator: str | None, address: str, data: Path) -> None:
    """第一次使用：备好密钥和数据库，设立第一个党组织，开系统管理员账号，给出一次性登录链接。

    可以重复运行：已有的密钥、数据和党组织都不动，只是管理员的旧密码作废，得到一个新链接。
    密码由本人打开链接自己设，不在命令行和日志里出现。
    """
    from zhibu.site import set_up

    data.mkdir(parents=True, exist_ok=True)
    set_up.write_secrets(data)
    set_up.use_folder(data)
    set_up.start_django()
    set_up.make_tables()
    found_top(name, level)
    say_link(administrator or ask("系统管理员的用户名", "admin"), address.rstrip("/"))


def found_top(name: str | None, level: str) -> None:
    """The first organization, when it is named and there is none."""
    from zhibu.registry.beginning import beginning, found_first

    top = beginning().top
    if top is not None:
        click.echo(f"已有党组织“{top.name}”，不再设立")
        return
    name = name or ask("第一个党组织的名称（直接回车，留到网页上设立）", "")
    if name:
        click.echo(f"已设立“{found_first(acting=None, name=name, level=level).name}”")


def say_link(username: str, address: str) -> None:
    from django.db import transaction

    from zhibu.access.actions import make_link, open_account
    from zhibu.access.links import ends_at
    from zhibu.access.models import Account

    with transaction.atomic():
        account = Account.objects.filter(username=username).first()
        if account is not None and not account.is_administrator:
            raise ServeError(f"“{username}”已是别人的用户名，不是系统管理员；请换一个")
        account = account or open_account(acting=None, username=username, is_administrator=True)
        path = make_link(acting=None, account=account)
    click.echo(f"系统管理员“{username}”的登录链接，{ends_at():%m月%d日 %H:%M} 前有效，只能用来设一次密码：\n")
    click.echo(f"  {address}{path}\n")
    click.echo("请运行 zhibu serve，然后在浏览器里打开它")


def ask(what: str, usual: str) -> str:
    """On a terminal only: where nobody can answer, the usual answer is given."""
    if not sys.stdin.isatty():
        return usual
    return str(click.prompt(what, default=usual, show_default=bool(usual))).strip()
