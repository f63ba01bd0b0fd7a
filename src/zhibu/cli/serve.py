"""``zhibu serve``, ``zhibu secrets``, ``zhibu demo``: the web application."""

import os
import socket
from pathlib import Path

import click

from zhibu.plans.errors import ZhibuError

FOLDER = click.Path(path_type=Path, file_okay=False, resolve_path=True)
HOST = "127.0.0.1"


class ServeError(ZhibuError):
    """The application cannot be served."""


def opened(data: Path) -> None:
    """Load the settings of an installation whose database is there and of this version."""
    from zhibu.site import set_up

    set_up.use_folder(data)
    set_up.start_django()

    from django.db import OperationalError

    try:
        is_old = set_up.tables_are_missing()
    except OperationalError as wrong:
        raise ServeError("数据库连不上；请核对 --data 或 DATABASE_URL，以及数据库是否在运行") from wrong
    if is_old:
        raise ServeError("数据库还没有建好，或版本较旧；请先运行 zhibu migrate")


@click.command()
@click.option("--data", type=FOLDER, default="zhibu-data", show_default=True, help="数据所在的文件夹。")
def secrets(data: Path) -> None:
    """生成密钥，存进数据文件夹的 secrets 中（已有的不动）。"""
    from zhibu.site.set_up import write_secrets

    write_secrets(data)
    click.echo(f"密钥在 {data / 'secrets'}；请另存一份，丢失后加密的信息无法恢复")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="端口。")
@click.option("--host", default=HOST, show_default=True, help="监听的地址；对外服务时前面应有 HTTPS 代理。")
@click.option("--data", type=FOLDER, default="zhibu-data", show_default=True, help="数据所在的文件夹。")
def serve(port: int, host: str, data: Path) -> None:
    """启动系统；第一次使用请先运行 zhibu setup。设置见环境变量（docs/operations.md）。"""
    from zhibu.site import set_up

    refuse_taken_port(host, port)
    only_here = set_up.is_for_this_machine(host)
    set_up.use_folder(data)
    set_up.start_django()
    if set_up.tables_are_missing():
        raise ServeError(
            "数据库还没有建好，或版本较旧；第一次使用请运行 zhibu setup，升级请运行 zhibu migrate"
        )
    if set_up.nobody_can_sign_in():
        raise ServeError("还没有账号；请先运行 zhibu setup")
    click.echo(f"正在 http://{host}:{port} 服务，按 Ctrl-C 停止")
    if only_here:
        click.echo("只供本机使用，没有 HTTPS；对外服务请设 ZHIBU_HOSTS，并在前面放 HTTPS 代理")
    run(host, port)


@click.command()
@click.option("--data", type=FOLDER, default="zhibu-data", show_default=True, help="数据所在的文件夹。")
def migrate(data: Path) -> None:
    """建好数据库，或升级到当前版本（升级前请先备份）。"""
    from zhibu.site import set_up

    data.mkdir(parents=True, exist_ok=True)
    set_up.use_folder(data)
    set_up.start_django()
    set_up.make_tables()
    click.echo("数据库已是当前版本")


@click.command("rotate-keys")
@click.option("--data", type=FOLDER, default="zhibu-data", show_default=True, help="数据所在的文件夹。")
def rotate_keys(data: Path) -> None:
    """换密钥：新密钥写在 ZHIBU_FIELD_KEYS 最前面之后运行，加密的信息全部改用它。"""
    opened(data)

    from zhibu.access.rotation import rewrite_all

    click.echo(f"已用新密钥重写 {rewrite_all()} 行；旧密钥现在可以从 ZHIBU_FIELD_KEYS 中去掉")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="端口。")
@click.option(
    "--data", type=FOLDER, default="out/demo", show_default=True, help="演示数据的文件夹；删去即可重来。"
)
@click.option("--only-make", is_flag=True, help="只造数据，不启动。")
def demo(port: int, data: Path, only_make: bool) -> None:
    """造一个演示县（人名和数据都是编造的），打印可登录的人，然后启动。"""
    from zhibu.site import set_up

    if not only_make:
        refuse_taken_port(HOST, port)
    os.environ.setdefault("ZHIBU_MODE", "demo")
    data.mkdir(parents=True, exist_ok=True)
    set_up.write_secrets(data)
    set_up.use_folder(data)
    set_up.start_django()
    set_up.make_tables()

    from zhibu.demo.county import make_county, who_can_sign_in

    make_county()
    click.echo(f"演示县已就绪。打开 http://{HOST}:{port} ，用下面任一用户名登录：\n")
    for line in who_can_sign_in():
        click.echo(line)
    if not only_make:
        run(HOST, port)


def refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as wrong:
            raise ServeError(f"端口 {port} 用不了（可能已被占用）；请用 --port 换一个") from wrong


def run(host: str, port: int) -> None:
    from zhibu.site import serving, set_up

    set_up.make_static_files()
    serving.serve(host, port)
