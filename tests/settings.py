"""The settings of the application, for tests."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("ZHIBU_MODE", "test")

from zhibu.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one has tests of its own

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, because savings at the same time come from several connections.
    folder = Path(__file__).parents[1] / ".dev"
    folder.mkdir(exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(folder / "test.sqlite3")}  # noqa: F405

AUDIT_ANCHORS = os.devnull  # tests that look at it give their own

FILES = tempfile.TemporaryDirectory(prefix="zhibu-test-")  # what tests upload is gone with the process
STORAGES["default"]["OPTIONS"] = {"location": FILES.name}  # noqa: F405
