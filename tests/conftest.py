"""What every test may count on."""

import pytest
from django.db import connection
from django.utils import translation


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Between tests on several connections every table is emptied, the guarded ones of the audit as well."""
    from zhibu.access.audit import guards

    operations = type(connection.ops)
    empty = operations.execute_sql_flush

    def emptied(self, statements):
        guards.take_down(self.connection)
        empty(self, statements)
        guards.put_up(self.connection)

    operations.execute_sql_flush = emptied
    yield
    operations.execute_sql_flush = empty


@pytest.fixture(autouse=True)
def source_language():
    """A page asked for in English leaves its language behind in the thread."""
    yield
    translation.deactivate()


@pytest.fixture
def world(db):
    """The small county of ``tests/world.py``."""
    from tests.world import World

    return World()


@pytest.fixture
def own_folder(settings, tmp_path):
    """Where uploaded files go, for tests that look at what is there."""
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = storages
    return tmp_path
