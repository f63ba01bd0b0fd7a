"""``zhibu backup``, ``restore``, ``move``, ``tick``: what the administrator of an installation runs."""

import sys
import time
from pathlib import Path

import click

from zhibu.cli.serve import FOLDER, opened

FILE = click.Path(path_type=Path, dir_okay=False, resolve_path=True)
DATA = click.option("--data", type=FOLDER, default="zhibu-data", show_default=True, help="数据所在的文件夹。")
A_MINUTE = 60


@click.command()
@click.argument("file", type=FILE)
@DATA
def backup(file: Path, data: Path) -> None:
    """把全部数据和附件备份到一个文件；系统可以照常使用。密钥不在其中，请另存。"""
    opened(data)

    from zhibu.site.backup import back_up

    manifest = back_up(file)
    for name in manifest["missing"]:
        click.echo(f"附件 {name} 的文件已不在，没有备份到")
    whole = manifest["extent"]
    click.echo(f"已备份到 {file}：{sum(whole['rows'].values())} 行，附件 {len(manifest['files'])} 个")
    click.echo(f"链首 {whole['sealed']}:{whole['link']}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True, resolve_path=True))
@DATA
def restore(file: Path, data: Path) -> None:
    """把备份恢复到空的地方；密钥须先放好（与备份时相同）。要么全部恢复，要么什么也不留下。"""
    from zhibu.site import set_up

    data.mkdir(parents=True, exist_ok=True)
    set_up.use_folder(data)
    set_up.start_django()
    set_up.make_tables()

    from zhibu.site import backup

    whole = backup.restore(file)["extent"]
    click.echo(f"已恢复 {sum(whole['rows'].values())} 行")
    click.echo(f"链首 {whole['sealed']}:{whole['link']}，与备份时一致")


@click.command()
@click.option(
    "--to",
    "address",
    required=True,
    envvar="ZHIBU_MOVE_TO",
    metavar="地址",
    help="目标数据库：postgres://用户:密码@主机:5432/库名；也可写在 ZHIBU_MOVE_TO 中。",
)
@DATA
def move(address: str, data: Path) -> None:
    """把全部数据搬到另一个空的数据库（如从 SQLite 到 PostgreSQL）；先停止服务。附件和密钥留在原处。"""
    opened(data)

    from zhibu.site.moving import move as carry

    moved = carry(address)
    click.echo(f"已搬 {sum(moved.rows.values())} 行，逐表数过，与原来一致")
    click.echo(f"链首 {moved.sealed}:{moved.link}，与原来一致")
    click.echo("现在请把 DATABASE_URL 改为新的地址，再启动服务；旧的数据库请保留到确认无误")


@click.command()
@click.option("--forever", is_flag=True, help="每分钟运行一次，直到被停止（没有定时器的地方用）。")
@DATA
def tick(forever: bool, data: Path) -> None:
    """做一遍到期的定时工作（封存操作记录、清理过期的数据等）；请每分钟运行一次。"""
    opened(data)

    from zhibu.site.timed import run_due

    while True:
        done = run_due()
        for one in done:
            if one.amount:
                click.echo(f"{one.work.what}：{one.amount}")
        if not forever:
            break
        time.sleep(A_MINUTE)
    failed = [one.work.what for one in done if one.amount is None]
    if failed:
        click.echo(f"没有做成：{'、'.join(failed)}；详情见日志", err=True)
        sys.exit(1)
