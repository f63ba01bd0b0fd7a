"""What is a gathering, who comes and how long it takes: the settings file read into types.

The settings are a working convention with a date (``data/gatherings.yaml``), so that a clerk can
change them; nothing here is a rule of any document.
"""

from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field

from zhibu.plans.codes import Activity, Level
from zhibu.plans.loading import load_file
from zhibu.plans.model import Strict, as_list


class Audience(StrEnum):
    """Who comes to a gathering."""

    ALL = "all"
    COMMITTEE = "committee"
    GROUP = "group"


class Season(StrEnum):
    """Which end of its period a thing leans to where no date rule says so."""

    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"


class Setting(Strict):
    """How one activity gathers people; ``minutes`` is its usual length."""

    audience: Annotated[tuple[Audience, ...], BeforeValidator(as_list), Field(min_length=1)]
    minutes: int = Field(gt=0, le=24 * 60)
    apart_from: tuple[Activity, ...] = ()
    season: Season = Season.MIDDLE
    why: str | None = None

    def of_a_group(self) -> Self:
        audiences = (Audience.ALL if one is Audience.GROUP else one for one in self.audience)
        return self.model_copy(update={"audience": tuple(dict.fromkeys(audiences))})


class Settings(Strict):
    """The whole settings file. An activity it does not name is a separate matter, not a gathering."""

    dated: date
    gatherings: dict[Activity, Setting]
    matter_seasons: dict[Activity, Season]
    time_measures: dict[str, int]
    audience_names: dict[Level, dict[Audience, str]]

    def at(self, level: Level) -> Self:
        """The same for one level: in a group's own year, the group and everybody are the same people."""
        if level is not Level.GROUP:
            return self
        changed = {activity: setting.of_a_group() for activity, setting in self.gatherings.items()}
        return self.model_copy(update={"gatherings": changed})

    def gathers(self, activity: Activity, measure: str | None) -> bool:
        """Whether a demand is met by gatherings: a known activity, counted or measured in time."""
        return activity in self.gatherings and (measure is None or measure in self.time_measures)

    def season(self, activity: Activity) -> Season:
        gathering = self.gatherings.get(activity)
        return gathering.season if gathering else self.matter_seasons.get(activity, Season.MIDDLE)

    def may_share(self, one: Activity, other: Activity) -> bool:
        """Whether two activities may be segments of one gathering."""
        first, second = self.gatherings[one], self.gatherings[other]
        return other not in first.apart_from and one not in second.apart_from


@cache
def standard_settings() -> Settings:
    """The settings that are shipped."""
    with resources.as_file(resources.files("zhibu.plans") / "data" / "gatherings.yaml") as path:
        return load_settings(path)


def load_settings(path: Path) -> Settings:
    """Settings of one's own, the whole file. Raises PlanFileError with file and line."""
    return load_file(path, Settings)


def counts_for_members(audience: Audience, activity: Activity, settings: Settings) -> bool:
    """What the committee does is a fact of the organization and of no member, except where the activity is
    the committee's alone: then the members a duty names are those who sit on it.
    """
    setting = settings.gatherings.get(activity)
    return audience is not Audience.COMMITTEE or (setting is not None and setting.audience == (audience,))
