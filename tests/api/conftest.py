"""What every test of the interface may count on."""

import pytest
from django.core.cache import caches

from zhibu.site.messages import compile_all


@pytest.fixture(autouse=True, scope="session")
def english():
    compile_all()


@pytest.fixture(autouse=True)
def no_requests_so_far():
    """Databases of tests give the same keys to new tokens again; the memory of a minute would not know."""
    caches["limits"].clear()
