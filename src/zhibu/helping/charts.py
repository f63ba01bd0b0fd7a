"""The figures of a page as charts are given them: plain values, drawn by ``helping.js`` in the browser.

Bars stand in the order of days, or of the sectors as they are always listed; never in that of their height.
"""

from typing import Any

from django.utils.translation import gettext as _

from zhibu.duties import wording
from zhibu.helping.needs import NeedsPage


def days_chart(page: NeedsPage) -> dict[str, Any]:
    """How much falls due on each day to come."""
    names = [wording.short_day(day, page.asked.year) for day, _n in page.days_due]
    return chart(names, (_("还没有记录的"), "soon", [n for _day, n in page.days_due]))


def sectors_chart(page: NeedsPage) -> dict[str, Any]:
    """In each sector that has any: how many organizations have something due soon, or missed something."""
    parts = [part for part in page.sectors if part.soon or part.missed]
    soon = (_("快到期"), "soon", [part.soon for part in parts])
    missed = (_("已错过"), "missed", [part.missed for part in parts])
    bars = [missed] if page.asked.is_of_last_year else [soon, missed]
    return chart([_(part.name) for part in parts], *bars)


def chart(names: list[str], *bars: tuple[str, str, list[int]]) -> dict[str, Any]:
    """``table`` is the same by rows, for whoever would rather read."""
    rows = zip(names, *(values for _name, _tone, values in bars), strict=True)
    titles = [name for name, _tone, _values in bars]
    return {
        "names": names,
        "bars": [{"name": name, "tone": tone, "values": values} for name, tone, values in bars],
        "table": [(name, list(zip(titles, values, strict=True))) for name, *values in rows],
    }
