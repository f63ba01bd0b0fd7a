"""What every test may count on."""

import pytest


@pytest.fixture
def world(db):
    """The small county of ``tests/world.py``."""
    from tests.world import World

    return World()
