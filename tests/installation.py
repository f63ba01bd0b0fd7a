"""A whole installation in a folder of its own, worked on by the real command line in processes of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]

FILL = """
import uuid
from datetime import date
from tests.gatherings.made import content
from tests.issued_plans import issued
from tests.world import World
from zhibu.access.policy import Role
from zhibu.gatherings import actions, leave
from zhibu.gatherings.attachments import Upload
from zhibu.gatherings.grounds import Ground
from zhibu.registry.actions import change_member
world = World()
world.admit("甲", world.branch, id_number="11010519491231002X", phone="10012345678")
change_member(acting=world.account(Role.STAFF), member=world.alice, day=date(2026, 3, 1), is_frail=True)
issued(world.near, "near")
actions.record(
    acting=world.account(Role.SECRETARY), organization=world.branch, key=uuid.uuid4(),
    content=content(world.branch), uploads=[Upload("议程.pdf", "application/pdf", b"%PDF-1.7 x")],
)
leave.ask(
    acting=None, organization=world.branch, member=world.alice, is_lasting=True, ground=Ground.SECONDED,
    from_day=date(2026, 3, 1), to_day=date(2026, 9, 1),
)
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address, process):
    for _step in range(600):
        assert process.poll() is None, process.stderr.read().decode()
        try:
            return urllib.request.urlopen(address, timeout=5)
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server does not answer")


class Installation:
    """``run("backup", …)`` is ``zhibu backup … --data FOLDER``; ``python`` runs code inside it."""

    def __init__(self, folder, secrets_of=None, database=None):
        self.folder = folder
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ZHIBU_", "DATABASE_", "DJANGO_"))
        }
        self.environment |= {"ZHIBU_MODE": "demo", "PYTHONPATH": str(ROOT)}
        if database:
            self.environment["DATABASE_URL"] = database
        if (folder / "secrets").exists():
            return
        if secrets_of:
            (folder / "secrets").mkdir(parents=True)
            for secret in (secrets_of.folder / "secrets").iterdir():
                (folder / "secrets" / secret.name).write_text(secret.read_text())
        else:
            assert self.run("secrets").returncode == 0

    def _process(self, *command, **more):
        return subprocess.run(
            [sys.executable, *map(str, command)],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, **more,
        )  # fmt: skip

    def run(self, *command, **environment):
        kept, self.environment = self.environment, self.environment | environment
        try:
            return self._process("-m", "zhibu.cli", *command, "--data", self.folder)
        finally:
            self.environment = kept

    def made(self):
        """With tables and a small county."""
        done = self.run("migrate")
        assert done.returncode == 0, done.stderr
        self.python(FILL)
        return self

    def copied(self, folder, database=None):
        """The same in another folder; ``database`` is a copy of its own, where that is not in the folder."""
        shutil.copytree(self.folder, folder)
        return Installation(folder, database=database)

    @contextmanager
    def serving(self, port):
        """Served by the real command, until the block ends."""
        command = [
            sys.executable,
            "-m",
            "zhibu.cli",
            "serve",
            "--port",
            str(port),
            "--data",
            str(self.folder),
        ]
        process = subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/health/", process)
            yield
        finally:
            process.send_signal(signal.SIGINT)  # as Ctrl-C does
            process.wait(60)

    def code(self, code):
        start = "from pathlib import Path\nfrom zhibu.site import set_up\n"
        return f"{start}set_up.use_folder(Path({str(self.folder)!r}))\nset_up.start_django()\n{code}"

    def python(self, code):
        done = self._process("-c", self.code(code))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, code):
        """A process that goes on beside us."""
        return subprocess.Popen([sys.executable, "-c", self.code(code)], env=self.environment, cwd=ROOT)
