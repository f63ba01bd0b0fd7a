"""Facts: read, taken over from other systems, and taken back."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Status

from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible, within
from zhibu.api import schemas, sent
from zhibu.api.admission import account_of
from zhibu.api.cursors import page
from zhibu.api.errors import Refused, RowProblem, Why, rows_refused
from zhibu.api.gatherings import between
from zhibu.api.offering import offered
from zhibu.api.once import Answer, once
from zhibu.api.schemas import Row
from zhibu.api.sending import Key
from zhibu.api.sent import FactIn
from zhibu.gatherings.errors import GatheringError
from zhibu.gatherings.importing import FactsRefused, NewFact, import_facts, withdraw_fact
from zhibu.gatherings.models import Fact
from zhibu.registry.models import Organization

router = Router(tags=[gettext_noop("事实")])


@router.get("/facts", **offered("facts", schemas.FactPage, gettext_noop("列出事实")))
def facts(request: HttpRequest, asked: Query[sent.FactsAsked]) -> Row:
    user = account_of(request)
    rows = between(Fact.objects.visible_to(user), asked)
    if asked.under is not None:
        rows = rows.filter(within(get_visible(Organization, user, asked.under).path, "organization__path"))
    if asked.member is not None:
        rows = rows.filter(member=asked.member)
    if asked.activity is not None:
        rows = rows.filter(activity_code=asked.activity.value)
    found, following = page(rows.order_by("pk"), asked.after, asked.limit)
    return {"items": [fact_row(one) for one in found], "next": following}


@router.post(
    "/facts",
    **offered("import_facts", schemas.FactsTaken, gettext_noop("成批导入事实"), status=201, writes=True),
    description=gettext_noop("全部写入，或一行也不写入；被拒绝时逐行说明原因。"),
)
def take_over(request: HttpRequest, body: sent.FactsIn, idempotency_key: Key) -> Status[Answer]:
    user = account_of(request)
    refuse_places(user, body.facts)

    def take() -> Answer:
        try:
            made = import_facts(acting=user, facts=[new_fact(one) for one in body.facts])
        except FactsRefused as refused:
            rows = [RowProblem(at + 1, words, field) for at, (field, words) in refused.reasons.items()]
            raise rows_refused(rows) from refused
        return {"ids": [one.pk for one in made]}

    return Status(201, once(user, idempotency_key, "import_facts", body, take))


@router.delete(
    "/facts/{pk}",
    **offered("withdraw_fact", None, gettext_noop("撤回一条导入的事实"), status=204, writes=True),
)
def take_back(request: HttpRequest, pk: sent.Pk) -> Status[None]:
    rows = Fact.objects.select_related("organization")
    found: Fact = get_visible(rows, account_of(request), pk, Ability.KEEP_RECORDS)
    try:
        withdraw_fact(acting=account_of(request), fact=found)
    except GatheringError as wrong:
        raise Refused(409, Why.OF_GATHERING, str(wrong), gathering=found.gathering_id) from wrong
    return Status(204, None)


def refuse_places(user: Account, wanted: list[FactIn]) -> None:
    """Every row names a place where the user keeps records; what is unknown and forbidden look the same."""
    asked = {one.organization for one in wanted}
    kept = set(
        Organization.objects.visible_to(user, Ability.KEEP_RECORDS)
        .filter(pk__in=asked)
        .values_list("pk", flat=True)
    )
    words = _("没有这个党组织，或您不能为它记录")
    rows = [
        RowProblem(number, words, "organization")
        for number, one in enumerate(wanted, 1)
        if one.organization not in kept
    ]
    if rows:
        raise rows_refused(rows)


def new_fact(one: FactIn) -> NewFact:
    return NewFact(
        organization_id=one.organization,
        member_id=one.member,
        activity=one.activity,
        measure=one.measure or "",
        occurred_on=one.occurred_on,
        quantity=one.quantity,
    )


def fact_row(one: Fact) -> Row:
    return {
        "id": one.pk,
        "organization": one.organization_id,
        "member": one.member_id,
        "activity": one.activity_code,
        "measure": one.measure or None,
        "occurred_on": one.occurred_on,
        "quantity": None if one.quantity is None else f"{one.quantity.normalize():f}",
        "gathering": one.gathering_id,
    }
