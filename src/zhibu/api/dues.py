"""Dues with their status on a day, worked out by the ledger from plans and facts as on the pages."""

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible
from zhibu.api import schemas, sent
from zhibu.api.admission import account_of
from zhibu.api.cursors import page
from zhibu.api.offering import offered
from zhibu.api.schemas import Row
from zhibu.duties.reading import day_of, read_member, read_organizations
from zhibu.ledger import DueStatus
from zhibu.plans.codes import SubjectType
from zhibu.registry.models import Member, Organization, on

router = Router(tags=[_("应办事项")])


@router.get("/dues", **offered("dues", schemas.DuesPage, _("列出各党组织的应办事项")))
def dues(request: HttpRequest, asked: Query[sent.DuesAsked]) -> Row:
    user = account_of(request)
    year, today = asked_days(asked)
    rows = Organization.objects.visible_to(user, Ability.SEE_DUES).filter(on(day_of(year, today)))
    if asked.under is not None:
        rows = rows.under(get_visible(Organization, user, asked.under, Ability.SEE_DUES))
    found, following = page(rows.order_by("pk"), asked.after, asked.limit)
    return {"items": own_dues(found, year, today), "next": following}


@router.get(
    "/organizations/{pk}/dues", **offered("organization_dues", schemas.DuesOut, _("一个党组织的应办事项"))
)
def organization_dues(request: HttpRequest, pk: sent.Pk, asked: Query[sent.YearAsked]) -> Row:
    found = get_visible(Organization, account_of(request), pk, Ability.SEE_DUES)
    return own_dues([found], *asked_days(asked))[0]


@router.get("/members/{pk}/dues", **offered("member_dues", schemas.DuesOut, _("一名党员的应办事项")))
def member_dues(request: HttpRequest, pk: sent.Pk, asked: Query[sent.YearAsked]) -> Row:
    rows = Member.objects.select_related("organization")
    found: Member = get_visible(rows, account_of(request), pk, Ability.SEE_DUES)
    year, today = asked_days(asked)
    reading = read_member(found, year, today)
    place = reading.organization(found.organization.code)
    statuses = reading.statuses(place, reading.registry.members) if place else {}
    own = statuses.get((SubjectType.MEMBER, str(found.pk)), [])
    return {"organization": None, "member": found.pk, "year": year, "on": today, "dues": due_rows(own)}


def asked_days(asked: sent.YearAsked) -> tuple[int, date]:
    today = asked.on or timezone.localdate()
    return asked.year or today.year, today


def own_dues(rows: list[Organization], year: int, today: date) -> list[Row]:
    """The own dues of organizations, in the order given; whatever their number in six queries."""
    reading = read_organizations(rows, year, today)
    wanted = {row.code for row in rows}
    places = [one for one in reading.registry.organizations if one.org_id in wanted]
    statuses = reading.statuses_of_all(places)
    return [
        {
            "organization": row.pk,
            "member": None,
            "year": year,
            "on": today,
            "dues": due_rows(statuses.get((SubjectType.ORGANIZATION, row.code), [])),
        }
        for row in rows
    ]


def due_rows(statuses: Iterable[DueStatus]) -> list[Row]:
    return [due_row(one) for one in statuses]


def due_row(one: DueStatus) -> Row:
    cited, duty = one.due.cited, one.due.cited.duty
    return {
        "plan": cited.plan.id,
        "plan_title": cited.plan.title,
        "clause": cited.clause.ref,
        "duty": duty.id,
        "title": cited.title,
        "activity": duty.activity,
        "force": duty.force,
        "period_from": one.due.period.start,
        "period_to": one.due.period.end,
        "measure": duty.measure,
        "required": f"{one.required.normalize():f}",
        "achieved": f"{one.achieved.normalize():f}",
        "status": one.status,
        "is_excess": one.excess,
    }
