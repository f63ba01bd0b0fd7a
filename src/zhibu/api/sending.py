"""What a program sends, put into the form that people fill in: one place says what a record must be."""

from typing import Annotated, Any

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Header

from zhibu.api.errors import Refused, Why
from zhibu.api.sent import GatheringFields
from zhibu.gatherings.forms import GatheringForm
from zhibu.gatherings.models import Gathering
from zhibu.plans.codes import Activity
from zhibu.registry.models import Organization

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9._:-]{1,100}$",
        description=gettext_noop("您为这次请求起的编号；重发时不变，结果也不变"),
    ),
]
PLAIN = ("place", "topic", "discussed", "decided", "guests", "starts_at", "chair", "recorder", "lecturer")


def bound_form(
    body: GatheringFields, place: Organization, kind: Activity, gathering: Gathering | None = None
) -> GatheringForm:
    """The form as if a person had filled it in so; Refused with the form's own sentence where it is wrong."""
    form = GatheringForm(form_data(body), organization=place, kind=kind, gathering=gathering)
    form.sent.setlist("listed", [str(one.member.pk) for one in form.people])
    refuse_strangers(body, form)
    refuse_amounts(body, form)
    if not form.is_valid():
        field = next(iter(form.errors))
        name = field if field in type(body).model_fields else None
        raise Refused(422, Why.INVALID, first_sentence(form), name)
    return form


def first_sentence(form: Form) -> str:
    """What the form says of the first thing that is wrong."""
    return str(next(iter(form.errors.values()))[0])


def form_data(body: GatheringFields) -> QueryDict:
    data = QueryDict(mutable=True)
    data["key"] = "00000000-0000-0000-0000-000000000000"  # the action is given the client's own
    data["occurred_on"] = body.occurred_on.isoformat()
    data["reason"] = getattr(body, "reason", "")
    for name in PLAIN:
        value: Any = getattr(body, name)
        data[name] = "" if value is None else str(value)
    data.setlist("did", [one.activity.value for one in body.segments])
    data.setlist("came", [str(pk) for pk in body.present])
    data.update({f"minutes-{one.activity}": str(one.minutes or "") for one in body.segments})
    data.update({f"amount-{measure}": f"{amount:f}" for measure, amount in body.amounts.items()})
    data.update({f"why-{one.member}": one.reason.value for one in body.absent})
    return data


def refuse_strangers(body: GatheringFields, form: GatheringForm) -> None:
    """On the form only those listed can be ticked; a program may name anybody."""
    known = {one.member.pk for one in form.people}
    for name, sent in (("present", body.present), ("absent", [one.member for one in body.absent])):
        if not known.issuperset(sent):
            words = _("名单中有人这一天不在这个党组织，或不参加这类活动")
            raise Refused(422, Why.INVALID, words, name)


def refuse_amounts(body: GatheringFields, form: GatheringForm) -> None:
    """On the form only what its kind measures is asked."""
    offered = {name for name, _label, _written in form.amount_rows}
    if not offered.issuperset(body.amounts):
        raise Refused(422, Why.INVALID, _("这类活动不记这个数量"), "amounts")
