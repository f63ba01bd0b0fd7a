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


def test_the_solver_and_the_like_are_loaded_when_first_asked_for():
    settings = {"ZHIBU_MODE": "test", "DJANGO_SETTINGS_MODULE": "zhibu.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=os.environ | settings, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
