"""The server as in use: ``zhibu serve``, in a process group of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.web.client import HOST

LONGEST = 60  # seconds to start


@dataclass(slots=True)
class Server:
    """Started on a free port; ``kill`` ends the master and all workers at once, by SIGKILL."""

    data: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @classmethod
    def started(cls, data: Path) -> "Server":
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            server = cls(data, probe.getsockname()[1])
        server.start()
        return server

    def start(self) -> None:
        program = str(Path(sys.executable).with_name("zhibu"))
        log = (self.data / "server.log").open("ab")
        command = [program, "serve", "--port", str(self.port), "--data", str(self.data)]
        self.process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=os.environ | {"ZHIBU_LOG_LEVEL": "INFO"},
        )
        heavier(self.process.pid)
        until = time.monotonic() + LONGEST
        while not self._answers():
            assert self.process.poll() is None and time.monotonic() < until, "the server did not start"
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            asked = http.client.HTTPConnection(HOST, self.port, timeout=5)
            asked.request("GET", "/sign-in/login/")
            return asked.getresponse().status == 200
        except OSError:
            return False

    def stop(self, how: int = signal.SIGTERM) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, how)
        self.process.wait()

    def kill(self) -> None:
        self.stop(signal.SIGKILL)


def heavier(pid: int) -> None:
    """Give the scheduling group of the session more weight than other work of the machine, where one may."""
    try:
        Path(f"/proc/{pid}/autogroup").write_text("-19")
    except OSError:
        return
