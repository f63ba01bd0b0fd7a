"""Backup, restore and move, by the real commands: what was there is there, to the row and the head."""

import json
import os
import zipfile
from contextlib import closing

import psycopg
import pytest

from tests.installation import Installation
from zhibu.site.carrying import Extent

pytestmark = pytest.mark.slow
POSTGRESQL = os.environ.get("DATABASE_URL", "") if "postgres" in os.environ.get("DATABASE_URL", "") else ""
EXTENT = "from zhibu.site import carrying; print(carrying.extent())"
TOLD = """
from zhibu.gatherings.models import Attachment
from zhibu.registry.models import Member
from zhibu.access.audit import reading
from zhibu.access.models import Event
print([(one.name, one.id_number, one.phone, one.since) for one in Member.objects.order_by("pk")])
print([(one.name, one.file.read()) for one in Attachment.objects.all()])
print(reading.lines(Event.objects.order_by("pk")))
"""


class Databases:
    """Databases of their own on the PostgreSQL that the tests run with; on SQLite each folder has its own."""

    def __init__(self):
        self.names = []

    def new(self, like=None):
        """The address of one that is empty, or a copy; None on SQLite."""
        if not POSTGRESQL:
            return None
        name = f"zhibu_{os.getpid()}_{len(self.names)}"
        copy = f"TEMPLATE {like.rpartition('/')[2]}" if like else ""
        self._run(f"CREATE DATABASE {name} {copy}")
        self.names.append(name)
        return POSTGRESQL.rpartition("/")[0] + f"/{name}"

    def drop(self):
        for name in self.names:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement):
        with closing(psycopg.connect(POSTGRESQL, autocommit=True)) as connection:
            connection.execute(statement)


@pytest.fixture(scope="module")
def databases():
    made = Databases()
    yield made
    made.drop()


@pytest.fixture(scope="module")
def original(tmp_path_factory, databases):
    """Made once, and only copied from then on."""
    address = databases.new()
    return Installation(tmp_path_factory.mktemp("original") / "there", database=address).made(), address


@pytest.fixture
def there(original, tmp_path, databases):
    made, address = original
    return made.copied(tmp_path / "there", databases.new(like=address))


def head_line(done):
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("链首")]
    return line.removeprefix("链首 ").partition("，")[0]


def test_a_restore_into_an_empty_place_is_the_same_place(there, tmp_path, databases):
    file = tmp_path / "one.zip"
    head = head_line(there.run("backup", file))
    assert file.stat().st_mode & 0o077 == 0, "it holds names"
    copy = Installation(tmp_path / "copy", secrets_of=there, database=databases.new())
    assert head_line(copy.run("restore", file)) == head
    assert there.python(EXTENT) == copy.python(EXTENT)
    assert there.python(TOLD) == copy.python(TOLD) and "%PDF-1.7" in copy.python(TOLD)
    checked = copy.run("audit", "verify")
    assert checked.returncode == 0 and head_line(checked) == head and "没有发现改动" in checked.stdout
    copy.python(
        "from zhibu.registry.models import Organization\n"
        "from zhibu.registry.actions import admit_member\n"
        "branch = Organization.objects.get(code='branch')\n"
        "admit_member(acting=None, organization=branch, name='新', since=None)"
    )  # numbered after what was put in

    again = copy.run("restore", file)
    assert again.returncode == 2 and "只能恢复" in again.stderr, "only into an empty place"
    other = there.run("backup", file)
    assert other.returncode == 2 and "不会被覆盖" in other.stderr


def test_nothing_readable_stands_in_a_backup(there, tmp_path):
    there.run("backup", tmp_path / "one.zip")
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert "甲".encode() in whole
    assert b"11010519491231002X" not in whole and b"10012345678" not in whole
    for secret in (there.folder / "secrets").iterdir():
        assert secret.read_bytes() not in whole


WRITER = """
import itertools
from zhibu.access.audit import record_event
from zhibu.registry.models import Organization
from zhibu.registry.actions import admit_member
branch = Organization.objects.get(code="branch")
for number in itertools.count():
    admit_member(acting=None, organization=branch, name=f"新{number}", since=None)
"""


def test_a_backup_while_people_write_is_of_one_moment(there, tmp_path, databases):
    writer = there.start(WRITER)
    try:
        there.python(
            "import time\nfrom zhibu.registry.models import Member\n"
            "while not Member.objects.filter(name='新3').exists(): time.sleep(0.05)"
        )
        head = head_line(there.run("backup", tmp_path / "one.zip"))
        assert writer.poll() is None, "it went on writing"
    finally:
        writer.kill()
        writer.wait()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        rows = json.loads(archive.read("manifest.json"))["extent"]["rows"]
    # Everybody has one state, and Alice, who changed, two.
    assert rows["registry.memberstate"] == rows["registry.member"] + 1 > 5
    copy = Installation(tmp_path / "copy", secrets_of=there, database=databases.new())
    assert head_line(copy.run("restore", tmp_path / "one.zip")) == head
    assert copy.run("audit", "verify").returncode == 0


def changed(source, target, name, content):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for one in old.namelist():
            if one != name or content is not None:
                new.writestr(one, content if one == name else old.read(one))


def test_what_is_no_whole_backup_is_refused_and_leaves_nothing(there, tmp_path, databases):
    good, bad = tmp_path / "one.zip", tmp_path / "bad.zip"
    there.run("backup", good)
    copy = Installation(tmp_path / "copy", secrets_of=there, database=databases.new())
    copy.run("migrate")
    with zipfile.ZipFile(good) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        members = archive.read("tables/registry.member.jsonl")
        (attached,) = manifest["files"]
    wrong = [
        ("no zip", None, None, "不是备份文件"),
        ("no manifest", "manifest.json", None, "没有写完"),
        ("a row less", "tables/registry.member.jsonl", members[: members.rindex(b"\n[")], "不一致"),
        ("another version", "manifest.json", json.dumps(manifest | {"migrations": []}), "另一版本"),
        ("no attachment", f"files/{attached}", None, "不完整"),
        ("another attachment", f"files/{attached}", b"other", "已损坏"),
    ]
    for what, name, content, told in wrong:
        if name is None:
            bad.write_bytes(b"PK nothing")
        else:
            changed(good, bad, name, content)
        done = copy.run("restore", bad)
        assert done.returncode == 2 and told in done.stderr, (what, done.stderr)
        assert "registry.member': 0" in copy.python(EXTENT), what
        assert not [one for one in (copy.folder / "files").rglob("*") if one.is_file()], what
    assert copy.run("restore", good).returncode == 0


def test_a_restore_with_other_secrets_is_refused(there, tmp_path, databases):
    there.run("backup", tmp_path / "one.zip")
    stranger = Installation(tmp_path / "stranger", database=databases.new())
    done = stranger.run("restore", tmp_path / "one.zip")
    assert done.returncode == 2 and "密钥" in done.stderr
    assert "registry.member': 0" in stranger.python(EXTENT)


@pytest.mark.skipif(not POSTGRESQL, reason="moves to PostgreSQL")
def test_a_move_from_sqlite_to_postgresql_loses_nothing(tmp_path, databases):
    here = Installation(tmp_path / "here").made()
    target = databases.new()
    before = here.python(EXTENT)
    done = here.run("move", ZHIBU_MOVE_TO=target)
    head = head_line(done)
    there = Installation(tmp_path / "there", secrets_of=here, database=target)
    (tmp_path / "here" / "files").rename(tmp_path / "there" / "files")
    assert "PostgreSQL" in there.python("from django.db import connection; print(connection.display_name)")
    after = there.python(EXTENT)
    every = rows_of(after)["access.event"]
    assert rows_of(after) == rows_of(before) | {"access.seal": every}, "the rest was sealed first"
    checked = there.run("audit", "verify", "--head", head)
    assert checked.returncode == 0 and head_line(checked) == head
    assert "%PDF-1.7" in there.python(TOLD)
    again = here.run("move", ZHIBU_MOVE_TO=target)
    assert again.returncode == 2 and "空的数据库" in again.stderr


def rows_of(printed):
    return eval(printed, {"Extent": Extent}).rows


def test_a_move_to_nowhere_is_refused(tmp_path):
    here = Installation(tmp_path / "here")
    here.run("migrate")
    wrong = {"nonsense": "postgres://", "postgres://nobody@127.0.0.1:1/none": "目标数据库报告"}
    for address, told in wrong.items():
        done = here.run("move", "--to", address)
        assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["backup x.zip", "audit verify", "tick"])
def test_without_a_database_a_command_says_so(tmp_path, command):
    nowhere = Installation(tmp_path / "nowhere")
    done = nowhere.run(*command.split())
    assert done.returncode == 2 and "zhibu migrate" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["migrate", "backup x", "restore x", "tick"])
@pytest.mark.parametrize("database", ["postgres://nobody@127.0.0.1:1/none", None])
def test_what_a_database_reports_is_a_sentence(tmp_path, command, database):
    """One that does not answer, and a file that is none."""
    here = Installation(tmp_path / "here", database=database)
    (here.folder / "zhibu.sqlite3").write_text("not a database " * 100)
    file = here.folder / "x"
    file.write_text("x")
    name, *given = command.split()
    done = here.run(name, *(file for _ in given))
    assert done.returncode == 2 and "数据库" in done.stderr and "Traceback" not in done.stderr
