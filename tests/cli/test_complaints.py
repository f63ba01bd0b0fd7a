"""A command line that is wrong is told so in Chinese, with the usage, and ends with 2."""

import click
import pytest
from run_zhibu import run_zhibu

from zhibu.cli import zhibu as root
from zhibu.cli.wording import complaint

ENGLISH = ("Usage", "Options", "Error", "No such", "Missing", "Invalid", "Try ", "Show ", "exit")


@pytest.fixture
def zhibu(monkeypatch, capfd):
    return lambda *args: run_zhibu(monkeypatch, capfd, *args)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["plna"], "没有命令 plna，是不是 plan"),
        (["xyz"], "没有命令 xyz"),
        (["plan", "extract"], "缺少参数 PATH…"),
        (["plan", "extract", "a.txt", "--ot", "b"], "没有选项 --ot，是不是 --out"),
        (["plan", "extract", "a.txt", "--out"], "选项 --out 后面要跟一个值"),
        (["plan", "draft", "a.txt", "b.txt"], "多出了参数 b.txt"),
        (["plan", "draft", "a.txt", "--id", "示例"], "--id 的值不对：编号只用"),
        (["plan", "draft", "--help=1"], "选项 --help 不带值"),
        (["plan"], "用法：zhibu plan"),
    ],
)
def test_a_wrong_command_line_is_told_in_chinese(zhibu, args, sentence):
    done = zhibu(*args)
    assert done.code == 2
    assert sentence in done.out + done.err
    assert done.err.startswith(("用法：zhibu", "错误：选项 --"))
    assert not [word for word in ENGLISH if word in done.out + done.err]


def commands(command: click.Command, *path: str):
    yield path
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, *path, name)


@pytest.mark.parametrize("path", list(commands(root)), ids=" ".join)
def test_every_help_page_is_in_chinese(zhibu, path):
    done = zhibu(*path, "--help")
    assert done.code == 0
    assert done.out.startswith("用法：")
    assert "显示本帮助后退出" in done.out
    assert not [word for word in ENGLISH if word in done.out]


@click.command()
@click.option("--level", type=click.Choice(["county", "town"]), required=True)
@click.option("--year", type=click.IntRange(1900, 2200))
@click.option("--low", type=click.IntRange(min=1))
@click.option("--high", type=click.IntRange(max=9))
@click.option("--count", type=int)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--folder", type=click.Path(exists=True))
@click.option("--file", type=click.File())
def sample(**_: object) -> None:
    raise click.UsageError("两项不能同时用。")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ([], "缺少选项 --level；可用 county、town"),
        (["--level", "x"], "--level 的值不对：可用 county、town"),
        (["--level", "town", "--year", "5"], "--year 的值不对：应是 1900 至 2200 的数"),
        (["--level", "town", "--low", "0"], "--low 的值不对：应是不小于 1 的数"),
        (["--level", "town", "--high", "10"], "--high 的值不对：应是不大于 9 的数"),
        (["--level", "town", "--count", "x"], "--count 的值不对：应是整数"),
        (["--level", "town", "--as-of", "昨天"], "--as-of 的值不对：应是日期，写成 2026-01-31 这样"),
        (["--level", "town", "--folder", "/没有"], "--folder 的值不对：路径不存在"),
        (["--level", "town", "--file", "/没有"], "--file 的值不对：路径不存在"),
        (["--level", "town"], "两项不能同时用。"),
    ],
)
def test_every_kind_of_value_says_what_is_allowed(args, sentence):
    with pytest.raises(click.UsageError) as wrong:
        sample.main(args, standalone_mode=False)
    assert sentence in complaint(wrong.value)
    assert not [word for word in ENGLISH if word in complaint(wrong.value)]


def test_a_complaint_without_a_command_is_a_sentence():
    assert complaint(click.FileError("方案.txt")) == "错误：打不开文件 方案.txt；请核对路径和权限"
    assert complaint(click.ClickException("没有数据。")) == "错误：没有数据"
