"""The lightest year: the fewest gatherings that meet every clause (contract, section 10).

The solver is loaded when it is first asked for: what may share a gathering is read without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from zhibu.plans.lightest.begun import Begun, Standing, due_key
from zhibu.plans.lightest.gatherings import Audience, Settings, load_settings, standard_settings
from zhibu.plans.lightest.result import Gathering, LightestYear, Matter, Segment

if TYPE_CHECKING:
    from zhibu.plans.lightest.conflicts import DemandConflict
    from zhibu.plans.lightest.planning import lightest_year

__all__ = [
    "Audience",
    "Begun",
    "DemandConflict",
    "Gathering",
    "LightestYear",
    "Matter",
    "Segment",
    "Settings",
    "Standing",
    "due_key",
    "lightest_year",
    "load_settings",
    "standard_settings",
]

_WITH_SOLVER = {"DemandConflict": "conflicts", "lightest_year": "planning"}


def __getattr__(name: str) -> Any:
    if name not in _WITH_SOLVER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WITH_SOLVER[name]}"), name)
