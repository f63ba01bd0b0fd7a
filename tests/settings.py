"""The settings of the application, for tests."""

import os

os.environ.setdefault("ZHIBU_MODE", "test")

from zhibu.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one has tests of its own
