"""``zhibu forget``: erase what its time is over for."""

from pathlib import Path

import click

FOLDER = click.Path(path_type=Path, file_okay=False, resolve_path=True)


@click.command()
@click.option("--dry-run", is_flag=True, help="只说会删除多少，不删除。")
@click.option("--data", type=FOLDER, default="zhibu-data", show_default=True, help="数据所在的文件夹。")
def forget(dry_run: bool, data: Path) -> None:
    """删除保存期限已到的个人信息（期限见 docs/privacy.md），可以重复运行。"""
    from zhibu.site import set_up

    set_up.use_folder(data)
    set_up.start_django()

    from zhibu.privacy import forgetting

    done = forgetting.foreseen() if dry_run else forgetting.forget()
    for one in done:
        click.echo(f"{one.line.what}：{one.rows}")
    total = sum(one.rows for one in done)
    click.echo(f"{'将删除' if dry_run else '已删除'} {total} 条到期的信息")
