"""How the command line ends, whatever happens in a command."""

import click
import pytest
from run_zhibu import run_zhibu

from zhibu.cli import zhibu as root
from zhibu.plans.errors import ZhibuError


@pytest.fixture
def ending(monkeypatch, capfd):
    """Run a command that raises the given exception."""

    def run(wrong: BaseException):
        @click.command()
        def failing() -> None:
            raise wrong

        monkeypatch.setitem(root.commands, "failing", failing)
        return run_zhibu(monkeypatch, capfd, "failing")

    return run


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (ZhibuError("方案.yaml：空的"), "错误：方案.yaml：空的\n"),
        (PermissionError(13, "Permission denied", "果.json"), "错误：果.json：读写不了：没有权限"),
        (OSError(28, "No space left on device"), "错误：文件：读写不了：系统报告“No space left on device”"),
        (click.UsageError("两项不能同时用"), "错误：两项不能同时用"),
    ],
)
def test_what_a_person_can_cause_is_a_sentence_and_2(ending, wrong, told):
    done = ending(wrong)
    assert done.code == 2
    assert told in done.err
    assert done.out == ""


def test_an_interruption_says_nothing(ending):
    done = ending(KeyboardInterrupt())
    assert done.code == 130
    assert done.err.strip() == ""


def test_a_slip_of_our_own_is_not_hidden(ending):
    with pytest.raises(ZeroDivisionError):
        ending(ZeroDivisionError())
