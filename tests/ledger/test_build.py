"""``zhibu ledger build``: input refused by rows, output whole or not at all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.ledger import ways
from tests.ledger.test_same_answer import needs_spark
from zhibu.ledger import InputError, build_ledger, checks
from zhibu.ledger.whole import put_in_place, workshop

PLAN = """\
id: p
title: 测试方案
issuer: {name: 某镇党委, level: town}
in_force: {from: 2020-01-01}
clauses:
  - ref: 一
    duties:
      - {id: meeting, activity: general_meeting, every: quarter}
      - {id: talk, activity: heart_talk, subject: member, every: year}
"""
FILES = {
    "organizations": "org_id,parent_id,level,sector,since,until\n"
    "T1,,town,town_organ,,\nB1,T1,branch,rural,,\n",
    "members": "member_id,org_id,category,is_leader,is_secretary,is_frail,flow,since,until\n"
    "M1,B1,rural,false,false,true,none,,\n",
    "facts": "fact_id,org_id,member_id,activity,measure,occurred_on,quantity\n"
    "F1,B1,,general_meeting,,2024-02-03,\nF2,B1,M1,heart_talk,,2024-03-04,1\n",
    "exemptions": "subject_type,subject_id,activity,from,to\nmember,M1,,2024-01-01,\n",
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "p.yaml").write_text(PLAN, encoding="utf-8")
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def arguments(folder, *more, out="out"):
    files = [f"--{name}={folder / name}.csv" for name in FILES]
    asked = ["--year=2024", "--as-of=2024-06-30", f"--out={folder / out}"]
    return ["ledger", "build", f"--plans={folder / 'plans'}", *files, *asked, *more]


def zhibu(*args):
    command = [sys.executable, "-c", "from zhibu.cli import main; main()", *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def change(folder, name, old, new):
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_ledger_is_built(folder):
    done = zhibu(*arguments(folder))
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["dues.parquet", "summary.parquet"]
    dues, summary = ways.read_ledger(folder / "out")
    assert len(dues) == 9
    assert summary["T1", "p", "talk", "met"] == 1
    assert summary["T1", "p", "meeting", "open"] == 6
    assert not list(folder.glob(".out*"))


def test_the_columns_are_the_contracts(folder):
    zhibu(*arguments(folder))
    with duckdb.connect() as connection:
        described = {
            name: [
                row[0]
                for row in connection.execute(
                    f"describe select * from '{folder}/out/{name}.parquet'"
                ).fetchall()
            ]
            for name in ("dues", "summary")
        }
    assert described["dues"] == (
        [
            "plan_id",
            "duty_id",
            "subject_type",
            "subject_id",
            "period_start",
            "period_end",
            "required",
            "achieved",
            "status",
            "excess",
        ]
    )
    assert described["summary"] == ["organization_id", "plan_id", "duty_id", "status", "n"]


BAD = [
    ("organizations", "T1,branch", "T9,branch", "organizations.csv 第 3 行：parent_id 是“T9”"),
    ("organizations", "T1,,town", "T1,B1,town", "上级关系成了环：“T1 → B1 → T1”"),
    ("organizations", "T1,,town", "T1,T1,town", "上级关系成了环：“T1 → T1”"),
    ("organizations", "B1,T1", "T1,T1", "org_id 是“T1（与第 2 行重复）”"),
    ("organizations", "branch,rural", "brunch,rural", "level 是“brunch”；只能是 county、"),
    ("organizations", "branch,rural", "branch,", "sector 是“”；只能是 rural、"),
    ("organizations", "rural,,", "rural,2024-02-30,", "since 是“2024-02-30”；日期应写成"),
    ("organizations", "rural,,", "rural,1024-02-03,", "since 是“1024-02-03”；日期应写成"),
    ("members", "M1,B1", "M1,B7", "members.csv 第 2 行：org_id 是“B7”；党组织表中没有"),
    ("members", "M1,B1,rural", "M1,B1,farmer", "category 是“farmer”"),
    ("members", "true,none", "perhaps,none", "is_frail 是“perhaps”；应为 true 或 false"),
    ("members", "none,,", "away,,", "flow 是“away”；只能是 none、in、out"),
    ("facts", "F2,B1", "F1,B1", "facts.csv 第 3 行：fact_id 是“F1（与第 2 行重复）”"),
    ("facts", "F1,B1", "F1,B8", "org_id 是“B8”；党组织表中没有"),
    ("facts", "B1,M1", "B1,M8", "member_id 是“M8”；党员表中没有"),
    ("facts", "heart_talk", "chat", "activity 是“chat”；只能是"),
    ("facts", "2024-03-04", "4 March", "occurred_on 是“4 March”"),
    ("facts", "2024-03-04", "", "occurred_on 是“”"),
    ("facts", "2024-03-04,1", "2024-03-04,-1", "quantity 是“-1”"),
    ("facts", "2024-03-04,1", "2024-03-04,0.00001", "quantity 是“0.00001”"),
    ("facts", "2024-03-04,1", "2024-03-04,nan", "quantity 是“nan”"),
    ("facts", "2024-03-04,1", "2024-03-04,1e9", "quantity 是“1e9”"),
    ("facts", "fact_id,", "id,", "办结事实表缺少列 fact_id"),
    ("exemptions", "member,M1", "person,M1", "subject_type 是“person”"),
    ("exemptions", "member,M1", "organization,M1", "subject_id 是“M1”；党组织表中没有"),
    ("exemptions", "M1,,2024-01-01", "M1,nap,2024-01-01", "activity 是“nap”"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), BAD, ids=[row[3][:40] for row in BAD])
def test_bad_input_is_refused_by_row(folder, name, old, new, message):
    change(folder, name, old, new)
    with pytest.raises(InputError) as refused:
        build(folder)
    assert message in str(refused.value)
    assert not (folder / "out").exists()
    assert not list(folder.glob(".out*"))


def build(folder):
    from datetime import date

    from zhibu.ledger import Inputs, Question
    from zhibu.plans.loading import load_plans

    files = Inputs(*(folder / f"{name}.csv" for name in FILES))
    build_ledger(Question(load_plans([folder / "plans"]), 2024, date(2024, 6, 30)), files, folder / "out")


def test_all_problems_are_listed_at_once_the_first_of_each_kind_and_the_number(folder):
    rows = "".join(f"X{number},B1,,nothing,,2024-13-01,\n" for number in range(25))
    (folder / "facts.csv").write_text(FILES["facts"] + rows, encoding="utf-8")
    change(folder, "members", "rural", "farmer")
    done = zhibu(*arguments(folder))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "输入有 51 处错误" in done.stderr
    assert done.stderr.count("activity 是“nothing”") == 10
    assert "这样的行共 25 行" in done.stderr
    assert "category 是“farmer”" in done.stderr


@pytest.mark.parametrize("at_a_time", [1, 3, 1000])
def test_ids_used_twice_are_found_in_whatever_parts_they_are_looked_for(folder, monkeypatch, at_a_time):
    monkeypatch.setattr(checks, "HASHES_AT_A_TIME", at_a_time)
    monkeypatch.setattr(checks, "ROWS_A_BLOCK", 7)
    ids = [*range(40), 3, 25, 25]
    rows = "".join(f"F{number},B1,,general_meeting,,2024-02-03,\n" for number in ids)
    (folder / "facts.csv").write_text(FILES["facts"].splitlines()[0] + "\n" + rows, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        build(folder)
    assert "输入有 3 处错误" in str(refused.value)
    assert "第 42 行：fact_id 是“F3（与第 5 行重复）”" in str(refused.value)
    assert "第 44 行：fact_id 是“F25（与第 27 行重复）”" in str(refused.value)


def test_a_value_with_quotes_is_only_a_value(folder):
    change(folder, "organizations", "B1,T1", '"B\'1",T1')
    for name in ("members", "facts"):
        change(folder, name, "B1", "B'1")
    build(folder)
    dues, _ = ways.read_ledger(folder / "out")
    assert any(key[3] == "B'1" and value[2] == "met" for key, value in dues.items())


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / "facts.csv").unlink(), "找不到办结事实表"),
        (lambda folder: (folder / "facts.csv").write_bytes(b"\xff\xfe\x00broken"), "办结事实表"),
        (lambda folder: (folder / "out").write_text("a file"), "已有同名文件"),
        (lambda folder: (folder / "plans" / "p.yaml").write_text("id: [", encoding="utf-8"), "p.yaml:1"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(folder, spoil, message):
    spoil(folder)
    done = zhibu(*arguments(folder))
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refused_run_leaves_the_old_ledger(folder):
    build(folder)
    before = {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
    change(folder, "facts", "heart_talk", "chat")
    assert zhibu(*arguments(folder)).returncode == 2
    assert {path.name: path.read_bytes() for path in (folder / "out").iterdir()} == before


STOPPED = """
import sys, time
from zhibu.ledger import batch, build
def stop(*args):
    print("begun", flush=True)
    time.sleep(60)
build.put_in_place = stop
from zhibu.cli import main
sys.argv = ["zhibu", *sys.argv[1:]]
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_run_stopped_before_its_last_step_leaves_the_old_ledger_whole(folder, how):
    build(folder)
    before = {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
    (folder / "facts.csv").write_text(FILES["facts"].splitlines()[0] + "\n", encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, "-c", STOPPED, *arguments(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stdout.readline() == b"begun\n"  # all is computed, nothing is in place
    run.send_signal(how)
    run.communicate(timeout=30)
    assert run.returncode != 0
    assert {path.name: path.read_bytes() for path in (folder / "out").iterdir()} == before
    build(folder)  # the next run clears away what was left and takes its place
    assert not list(folder.glob(".out*"))
    assert (folder / "out" / "dues.parquet").read_bytes() != before["dues.parquet"]


def test_work_of_a_run_that_goes_on_is_not_cleared_away(tmp_path):
    with workshop(tmp_path / "out") as mine:
        (mine / "a").write_text("new")
        other = tmp_path / f".out.{os.getppid()}.partial"
        other.mkdir()
        with pytest.raises(FileExistsError), workshop(tmp_path / "out"):
            pass
        put_in_place([mine / "a"], tmp_path / "out")
    assert other.exists()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a"]


def test_other_files_in_the_output_folder_stay(folder):
    (folder / "out").mkdir()
    (folder / "out" / "notes.txt").write_text("mine")
    build(folder)
    assert (folder / "out" / "notes.txt").read_text() == "mine"


def test_types_of_parquet_that_people_have_are_understood(folder):
    """Days as timestamps or text, flags as 0 and 1, numbers as decimals or text, ids as numbers."""
    with duckdb.connect() as connection:
        for name in FILES:
            connection.execute(
                f"create table {name} as from read_csv('{folder}/{name}.csv', all_varchar = true)"
            )
        connection.execute("alter table facts alter occurred_on type timestamp")
        connection.execute("alter table facts alter quantity type decimal(10, 2)")
        connection.execute("alter table members alter is_frail type integer using (is_frail = 'true')::int")
        for name in FILES:
            connection.execute(f"copy {name} to '{folder}/{name}.parquet'")
    build(folder)
    expected = ways.read_ledger(folder / "out")
    done = zhibu(*[part.replace(".csv", ".parquet") for part in arguments(folder)])
    assert (done.returncode, done.stderr) == (0, "")
    assert ways.read_ledger(folder / "out") == expected


def test_columns_that_may_be_left_out(folder):
    (folder / "members.csv").write_text("member_id,org_id,category\nM1,B1,rural\n", encoding="utf-8")
    (folder / "facts.csv").write_text(
        "fact_id,org_id,activity,occurred_on\nF1,B1,general_meeting,2024-02-03\n", encoding="utf-8"
    )
    build(folder)
    dues, _ = ways.read_ledger(folder / "out")
    assert [value[2] for key, value in dues.items() if key[3] == "B1" and value[1]] == ["met"]


def test_nothing_at_all_gives_an_empty_ledger(folder):
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text.splitlines()[0] + "\n", encoding="utf-8")
    build(folder)
    assert ways.read_ledger(folder / "out") == ({}, {})


def test_progress_is_quiet_on_short_runs_and_help_is_complete():
    done = zhibu("ledger", "build", "--help")
    assert done.returncode == 0
    for option in ("--plans", "--organizations", "--exemptions", "--as-of", "--engine", "--memory"):
        assert option in done.stdout


def test_spark_without_java_is_said_in_a_sentence(folder, monkeypatch):
    pytest.importorskip("pyspark", reason="Spark is not tested: it needs requirements/spark.txt")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    done = zhibu(*arguments(folder, "--engine=spark"))
    assert done.returncode == 2
    assert "Java" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_master_that_spark_cannot_reach_is_said_in_a_sentence(folder):
    needs_spark()
    done = zhibu(*arguments(folder, "--engine=spark", "--spark-master=bogus://nowhere"))
    assert done.returncode == 2
    assert "Spark 没有算完" in done.stderr
    assert not list(folder.glob("*out*"))
