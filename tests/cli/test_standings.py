"""``zhibu standings``: rebuilt, found true, found wrong, refused where there is no installation."""

import pytest
import time_machine

from tests.duties.county import TODAY
from tests.helping.county import PLAN, as_kept, whole_truth
from tests.run_zhibu import run_zhibu
from zhibu.helping.models import Standing
from zhibu.issuing.actions import issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def standings(world, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("ZHIBU_DATA", str(tmp_path))
    with time_machine.travel(f"{TODAY}T09:00:00+08:00", tick=False):
        issue(PLAN, acting=None, organization=world.county)
        yield lambda *given: run_zhibu(monkeypatch, capfd, "standings", *given, "--data", tmp_path)


def test_rebuild_counts_what_has_changed_and_check_finds_it_true(standings):
    done = standings("rebuild")
    assert done.code == 0 and "已重算 8 个党组织" in done.out
    assert as_kept() == whole_truth()
    assert "已重算 0 个党组织" in standings("rebuild").out
    assert "已重算 8 个党组织" in standings("rebuild", "--all").out
    done = standings("check")
    assert done.code == 0 and "一致" in done.out


def test_check_names_what_is_wrong_and_rebuild_puts_it_right(standings):
    standings("rebuild")
    row = Standing.objects.filter(demand__duty_id="day").order_by("pk")[0]
    Standing.objects.filter(pk=row.pk).update(met=5)
    done = standings("check")
    assert done.code == 2 and "已完成 5 应为 0" in done.out and "共 1 处不同" in done.err
    standings("rebuild", "--all")
    assert standings("check").code == 0


def test_where_there_is_no_installation_it_says_so(monkeypatch, capfd, tmp_path):
    done = run_zhibu(monkeypatch, capfd, "standings", "check", "--data", tmp_path / "none")
    assert done.code == 2 and "没有这个数据文件夹" in done.err and "Traceback" not in done.err
