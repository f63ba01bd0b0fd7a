"""Walking the chain: whether a row was edited, removed or put in behind the program's back.

What is found, and by what:

    edited, or written without the key      the row's own mac
    removed                                 its seal is still there, or a number is missing
    removed with its seal, from the end     the heads written down outside the database (``chain.anchors``)
    copied                                  two rows with one nonce
    put in another order                    the links

What is not found: a row removed before it was sealed (a second or so; a minute if nothing else happens),
rows removed from the end together with every head written down, and whatever somebody does who holds the
database, the key and every copy of the heads.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from zhibu.access.audit import chain, guards
from zhibu.access.audit.chain import Head
from zhibu.access.models import Event, Seal

BATCH = 1_000
PATIENCE = timedelta(minutes=15)  # rows waiting longer than this mean that timed work is not running


@dataclass(slots=True)
class Report:
    """What a walk found; ``findings`` are sentences, empty when nothing was tampered with."""

    head: Head = field(default_factory=Head)
    sealed: int = 0
    unsealed: int = 0
    anchors: int = 0
    findings: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def verify(outside: Sequence[Head] = ()) -> Report:
    """Walk the whole chain and compare it with the heads written down; ``outside`` are further ones."""
    written_down = [*chain.anchors(), *outside]  # read first: the chain only grows meanwhile
    report = Report(anchors=len(written_down))
    links = _walk(report, {one.number for one in written_down})
    _compare(report, written_down, links)
    _look_at_unsealed(report)
    _look_for_copies(report)
    absent = guards.missing(connection)
    if absent:
        report.findings.append(
            f"数据库里少了禁止修改的触发器：{'、'.join(absent)}；运行 zhibu migrate 可补上"
        )
    return report


def _walk(report: Report, wanted: set[int]) -> dict[int, str]:
    """Every seal in order with its event; gives the links at the wanted numbers."""
    links, end = {}, Head()
    for seals in _batches():
        events = _events([seal.event_id for seal in seals])
        for seal in seals:
            if seal.number != end.number + 1:
                report.findings.append(_gap(end.number + 1, seal.number - 1))
                end = Head(seal.number - 1, "?")
            found = _wrong_with(seal, events.get(seal.event_id), end)
            report.findings.extend(found)
            end = Head(seal.number, seal.link)
            if seal.number in wanted:
                links[seal.number] = seal.link
        report.sealed += len(seals)
    report.head = end
    return links


def _gap(first: int, last: int) -> str:
    which = f"第 {first} 号" if first == last else f"第 {first} 至 {last} 号"
    return f"{which}不见了：有人从链上删除了它"


def _wrong_with(seal: Seal, event: Event | None, end: Head) -> Iterator[str]:
    which = f"第 {seal.number} 号（记录 {seal.event_id}）"
    if event is None:
        yield f"{which}的记录不见了：有人删除了它"
    elif not _is_genuine(event):
        yield f"{which}与写下时不符：有人改动过它，或它不是本系统写的"
    elif end.link != "?" and chain.link_of(end.link, seal.number, event.mac) != seal.link:
        yield f"{which}与前一号接不上：有人改动过链或调换过次序"


def _is_genuine(event: Event) -> bool:
    try:
        return chain.mac_of(event) == event.mac
    except (AttributeError, TypeError, ValueError):  # a column holds what no program of ours would write
        return False


def _events(ids: Iterable[int]) -> dict[int, Event]:
    """The events, whatever somebody may have written into their columns."""
    ids = list(ids)
    try:
        return Event.objects.in_bulk(ids)
    except (TypeError, ValueError):
        return {one: _readable(one) for one in ids if Event.objects.filter(pk=one).exists()}


def _readable(pk: int) -> Event:
    """The event; where it cannot be read at all, one whose mac is wrong."""
    try:
        return Event.objects.get(pk=pk)
    except (TypeError, ValueError):
        return Event(pk=pk, mac="?")


def _compare(report: Report, written_down: Iterable[Head], links: dict[int, str]) -> None:
    missing = [one.number for one in written_down if one.number > report.head.number]
    if missing:
        first = report.head.number + 1
        report.findings.append(f"链到第 {first - 1} 号为止，但曾写下过第 {max(missing)} 号：末尾被删除")
    other = [one for one in written_down if one.number in links and links[one.number] != one.link]
    if other:
        report.findings.append(f"第 {other[0].number} 号与另处写下的不同：链被重新做过，或这是另一套数据")
    if not report.anchors:
        report.remarks.append("没有另处写下的链首可比，看不出末尾是否被整段删除")


def _look_at_unsealed(report: Report) -> None:
    waiting = list(chain.unsealed().order_by("pk").values_list("pk", flat=True))
    report.unsealed = len(waiting)
    for start in range(0, len(waiting), BATCH):
        for pk, event in _events(waiting[start : start + BATCH]).items():
            if not _is_genuine(event):
                report.findings.append(f"记录 {pk} 不是本系统写的：有人把它插了进来，或改动过它")
    limit = timezone.now() - PATIENCE
    old = Event.objects.filter(pk__in=waiting[:1], at__lt=limit) if waiting else Event.objects.none()
    if old.exists():
        report.remarks.append(f"{len(waiting)} 条记录久未封存：请查看定时运行的 zhibu tick 是否在运行")


def _look_for_copies(report: Report) -> None:
    twice = Event.objects.values("nonce").annotate(n=Count("pk")).filter(n__gt=1).order_by()
    for nonce in twice.values_list("nonce", flat=True):
        pks = Event.objects.filter(nonce=nonce).order_by("pk").values_list("pk", flat=True)
        report.findings.append(f"记录 {'、'.join(map(str, pks))} 是同一条的复本：有人复制了它")


def _batches() -> Iterator[list[Seal]]:
    last = -(2**62)  # also numbers that nobody of ours would give
    while batch := list(Seal.objects.filter(number__gt=last).order_by("number")[:BATCH]):
        yield batch
        last = batch[-1].number
