"""``zhibu remind`` on an installation of its own."""

import subprocess
import sys

import pytest


def zhibu(*arguments, folder):
    program = [sys.executable, "-m", "zhibu.cli", *arguments, "--data", str(folder)]
    return subprocess.run(program, capture_output=True, text=True, env={"ZHIBU_MODE": "demo", "PATH": "/bin"})


@pytest.fixture
def folder(tmp_path):
    assert zhibu("secrets", folder=tmp_path).returncode == 0
    return tmp_path


def test_without_tables_it_says_what_to_do(folder):
    done = zhibu("remind", folder=folder)
    assert done.returncode == 2 and "zhibu migrate" in done.stderr and "Traceback" not in done.stderr


def test_with_nobody_to_remind_it_says_so(folder):
    assert zhibu("migrate", folder=folder).returncode == 0
    done = zhibu("remind", folder=folder)
    assert done.returncode == 0 and "发出 0 封" in done.stdout
