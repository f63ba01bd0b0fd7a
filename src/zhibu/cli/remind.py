"""``zhibu remind``: send the reminders whose time has come; a timer calls it every few minutes."""

from pathlib import Path

import click

from zhibu.cli.serve import FOLDER, ServeError


@click.command()
@click.option("--data", type=FOLDER, default="zhibu-data", show_default=True, help="数据所在的文件夹。")
def remind(data: Path) -> None:
    """发出到时候的邮件提醒（可由定时任务每隔几分钟运行；几个同时运行也不会重复）。"""
    from zhibu.site import set_up

    set_up.use_folder(data)
    set_up.start_django()
    if set_up.tables_are_missing():
        raise ServeError("数据库还没有建好，或版本较旧；请先运行 zhibu migrate")

    from zhibu.calendars.reminding import remind_all

    tally = remind_all()
    click.echo(f"看了 {tally.seen} 人，发出 {tally.sent} 封，没有发出 {tally.failed} 封")
