"""The headings over a block, and what they hand down: topic, subject, date."""

from dataclasses import dataclass, field

from zhibu.plans.codes import Activity
from zhibu.plans.extraction.activities import deeds
from zhibu.plans.extraction.actors import subject
from zhibu.plans.extraction.layout import DATE_HEAD, INNER
from zhibu.plans.extraction.scan import scan
from zhibu.plans.extraction.state import Scope
from zhibu.plans.extraction.tokens import When

MATTERS = (Activity.ADMISSION, Activity.ELECTION)  # whose steps and deadlines are theirs, whatever is done
SHORT_NAME = 8
MARGIN = 20
DATE_LEVEL = 2
LIST_LEVEL = 3


@dataclass(slots=True)
class Heading:
    level: int
    topic: Activity | None
    actor: str | None
    date: When | None
    pure: bool = False  # nothing but a date: it stands over every item below
    listed: bool = False  # a marked item has stood below it
    fresh: bool = True  # no block has followed yet


@dataclass(slots=True)
class Outline:
    """The headings that stand over the current block, and the columns of the current table."""

    headings: list[Heading] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    matter: Activity | None = None  # what the document's title says it is all about
    time: str = ""  # the last time cell, which a row with merged cells goes on under

    def enter(self, heading: Heading) -> None:
        while self.headings and self.headings[-1].level >= heading.level:
            self.headings.pop()
        self.headings.append(heading)

    def lists_under_date(self, level: int) -> bool:
        """Below 三月份 even a few words without a stop are something to do."""
        above = [heading for heading in self.headings if heading.level < level]
        return level >= LIST_LEVEL and bool(above) and above[-1].pure

    def is_margin(self, marked: bool, text: str) -> bool:
        """A few words behind a month's items: who sees to them, or a remark of a table come apart."""
        month = self.headings[-1] if self.headings and self.headings[-1].pure else None
        if month is None:
            return False
        month.listed = month.listed or marked
        return month.listed and not marked and len(text) <= MARGIN and not INNER.search(text)

    def scope(self, level: int) -> Scope:
        scope = Scope(matter=self.matter)
        for heading in self.headings:
            if heading.level >= level:
                break
            scope.topic = heading.topic or scope.topic
            scope.under = heading.topic
            scope.matter = heading.topic if heading.topic in MATTERS else scope.matter
            scope.actor = heading.actor or scope.actor
            if heading.date:
                scope.date, scope.waiting = (-1, heading.date), heading.pure or heading.fresh
                heading.fresh = False
        return scope


def matter(title: str) -> Activity | None:
    """The one matter a title names, if its steps count as that matter."""
    named = {deed.code for deed in deeds(title)}
    return next((code for code in MATTERS if named == {code}), None)


def heading(text: str, level: int) -> Heading:
    whens = scan(text).whens
    named = deeds(text)
    found = subject(text)
    pure = bool(DATE_HEAD.fullmatch(text.strip("：。（）")))
    if pure:
        level = min(level, DATE_LEVEL)
    code, actor = named[-1].code if named else None, found[1] if found else None
    if actor in ("member", "other") and len(text) > SHORT_NAME:
        actor = None
    return Heading(level, code, actor, whens[0] if whens else None, pure)
