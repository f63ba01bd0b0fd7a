"""Writing: appointments to several branches at once, visits, matters and draws."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.access.actions import appoint
from zhibu.access.audit import record_event
from zhibu.access.models import Account, Post
from zhibu.access.policy import Role
from zhibu.oversight.drawing import draw, new_seed
from zhibu.oversight.errors import OversightError
from zhibu.oversight.models import Draw, Matter, Of, Visit
from zhibu.oversight.queries import population_of
from zhibu.registry.models import Member, Organization

LONGEST_SEED = 64


@transaction.atomic
def appoint_to_several(
    *,
    acting: Account,
    member: Member,
    role: Role,
    organizations: Iterable[Organization],
    since: date,
    until: date,
) -> list[Post]:
    """One person looks after several branches from a day until (not including) a day; all or none."""
    if until <= since:
        raise OversightError(_("结束日期应晚于开始日期"))
    places = list(organizations)
    if not places:
        raise OversightError(_("请至少选择一个支部"))
    taken = Post.objects.in_force(since).filter(member=member, role_code=role.value, organization__in=places)
    if again := taken.select_related("organization").order_by("organization__path").first():
        raise OversightError(
            _("在“%(place)s”已担任这一职务，请不要重复选择") % {"place": again.organization.name}
        )
    return [
        appoint(acting=acting, member=member, organization=place, role=role, since=since, until=until)
        for place in places
    ]


@transaction.atomic
def note_visit(
    *,
    acting: Account,
    organization: Organization,
    visited_on: date,
    found: str,
    met: str = "",
    matter: str = "",
) -> Visit:
    """What was found on a visit; ``matter`` raises something at the same time."""
    if visited_on > timezone.localdate():
        raise OversightError(_("走访日期不能晚于今天"))
    visit = Visit.objects.create(
        organization=organization, visited_on=visited_on, visitor=acting, met=met, found=found
    )
    record_event(
        acting=acting,
        verb="note_visit",
        subject=visit,
        path=organization.path,
        changes={"visited_on": ("", visited_on.isoformat())},
    )
    if matter.strip():
        raise_matter(acting=acting, organization=organization, text=matter, visit=visit, day=visited_on)
    return visit


@transaction.atomic
def raise_matter(
    *,
    acting: Account,
    organization: Organization,
    text: str,
    day: date | None = None,
    visit: Visit | None = None,
) -> Matter:
    """Something to be put right, or where the branch asked for help."""
    matter = Matter.objects.create(
        organization=organization,
        visit=visit,
        raised_on=day or timezone.localdate(),
        raised_by=acting,
        text=text.strip(),
    )
    record_event(acting=acting, verb="raise_matter", subject=matter, path=organization.path)
    return matter


@transaction.atomic
def answer_matter(*, acting: Account, matter: Matter, answer: str) -> Matter:
    """The branch says what it did; a later answer takes the place of the one before."""
    _refuse_settled(matter)
    before, matter.answer = matter.answer, answer.strip()
    matter.answered_on, matter.answered_by = timezone.localdate(), acting
    matter.save(update_fields=["answer", "answered_on", "answered_by"])
    record_event(
        acting=acting,
        verb="answer_matter",
        subject=matter,
        path=matter.organization.path,
        changes={"answer": (before, matter.answer)},
    )
    return matter


@transaction.atomic
def settle_matter(*, acting: Account, matter: Matter) -> Matter:
    """Whoever may raise matters there says that it is settled."""
    _refuse_settled(matter)
    matter.settled_on = timezone.localdate()
    matter.save(update_fields=["settled_on"])
    record_event(
        acting=acting,
        verb="settle_matter",
        subject=matter,
        path=matter.organization.path,
        changes={"settled_on": ("", matter.settled_on.isoformat())},
    )
    return matter


def _refuse_settled(matter: Matter) -> None:
    if matter.settled_on:
        raise OversightError(_("这一事项已经办结，不能再改"))


@transaction.atomic
def make_draw(
    *,
    acting: Account,
    organization: Organization,
    of: Of,
    size: int,
    seed: str = "",
    from_day: date | None = None,
    to_day: date | None = None,
) -> Draw:
    """Draw at random from what lies below an organization; without a seed, one is made and kept."""
    if from_day and to_day and to_day < from_day:
        raise OversightError(_("结束日期不能早于开始日期"))
    population = population_of(organization, of, from_day, to_day)
    if not population:
        raise OversightError(_("没有可以抽取的对象，请换一个范围或日期"))
    kept = seed.strip()[:LONGEST_SEED] or new_seed()
    made = Draw.objects.create(
        organization=organization,
        drawn_by=acting,
        of_code=of.value,
        from_day=from_day,
        to_day=to_day,
        size=size,
        seed=kept,
        is_seed_given=bool(seed.strip()),
        population=population,
        chosen=draw(population, size, kept),
    )
    changes: dict[str, tuple[Any, Any]] = {"seed": ("", kept), "size": ("", size)}
    record_event(acting=acting, verb="make_draw", subject=made, path=organization.path, changes=changes)
    return made
