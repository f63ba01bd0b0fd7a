"""What every process of the server would pay for at its start: only what its pages need."""

import os
import subprocess
import sys

HEAVY = ("ortools", "pandas", "pyspark", "playwright")
PROGRAM = f"""
import sys, django
django.setup()
import zhibu.site.urls, zhibu.cli
print([name for name in {HEAVY} if name in sys.modules])
"""


READY = """
import gc, sys
from zhibu.site import serving, wsgi
serving.make_ready()
print("zhibu.duties.views" in sys.modules, gc.get_freeze_count() > 100_000)
"""


def done_by(program):
    settings = {"ZHIBU_MODE": "test", "DJANGO_SETTINGS_MODULE": "zhibu.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | settings, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_solver_and_the_like_are_loaded_when_first_asked_for():
    assert done_by(PROGRAM) == "[]"


def test_workers_part_with_everything_loaded_and_out_of_the_collectors_way():
    assert done_by(READY) == "True True"
