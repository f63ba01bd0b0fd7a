"""The lightest year: the fewest gatherings that meet every clause (contract, section 10)."""

from zhibu.plans.lightest.begun import Begun, Standing, due_key
from zhibu.plans.lightest.conflicts import DemandConflict
from zhibu.plans.lightest.gatherings import Audience, Settings, load_settings, standard_settings
from zhibu.plans.lightest.planning import lightest_year
from zhibu.plans.lightest.result import Gathering, LightestYear, Matter, Segment

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
