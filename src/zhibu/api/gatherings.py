"""Records of gatherings: read, recorded, corrected and cancelled as by the form, through the form itself."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Query, Router, Status

from zhibu.access.models import Account
from zhibu.access.policy import Ability
from zhibu.access.reach import get_visible, within
from zhibu.api import schemas, sent
from zhibu.api.admission import account_of
from zhibu.api.cursors import page
from zhibu.api.errors import Refused, Why
from zhibu.api.offering import offered
from zhibu.api.once import Answer, once
from zhibu.api.schemas import Row
from zhibu.api.sending import Key, bound_form, first_sentence
from zhibu.gatherings import actions
from zhibu.gatherings.content import Content
from zhibu.gatherings.errors import AlreadyRecorded, EditedMeanwhile, GatheringError
from zhibu.gatherings.forms import CancelForm
from zhibu.gatherings.models import Attendance, Gathering
from zhibu.gatherings.queries import with_numbers
from zhibu.registry.models import Organization

router = Router(tags=[gettext_noop("活动记录")])
OF_FORM = uuid.UUID("6f0b3a52-6a4e-5d0e-9c55-2f6d6f1d7a10")  # the space of keys made from a client's own


@router.get("/gatherings", **offered("gatherings", schemas.GatheringPage, gettext_noop("列出活动记录")))
def gatherings(request: HttpRequest, asked: Query[sent.Days]) -> Row:
    user = account_of(request)
    rows = Gathering.objects.visible_to(user)
    if asked.under is not None:
        rows = rows.filter(within(get_visible(Organization, user, asked.under).path, "organization__path"))
    if asked.activity is not None:
        rows = rows.filter(kind=asked.activity.value)
    rows = between(rows, asked).prefetch_related("segments").order_by("pk")
    found, following = page(rows, asked.after, asked.limit)
    return {"items": with_counts(found), "next": following}


@router.get(
    "/gatherings/{pk}", **offered("gathering", schemas.GatheringDetail, gettext_noop("查看一条活动记录"))
)
def gathering(request: HttpRequest, pk: sent.Pk) -> Row:
    found = get_visible(Gathering.objects.prefetch_related("segments"), account_of(request), pk)
    people = found.attendances.select_related("member").order_by("member__name", "member_id")
    names = ("discussed", "decided", "guests", "amounts")
    row = with_counts([found])[0] | {name: getattr(found, name) for name in names}
    row |= {name: getattr(found, f"{name}_id") for name in ("chair", "recorder", "lecturer")}
    return row | {"attendances": [attendance_row(one) for one in people]}


@router.post(
    "/gatherings",
    **offered("record_gathering", schemas.Saved, gettext_noop("记一次活动"), status=201, writes=True),
)
def record_gathering(request: HttpRequest, body: sent.NewGathering, idempotency_key: Key) -> Status[Answer]:
    user = account_of(request)
    place = get_visible(Organization, user, body.organization, Ability.KEEP_RECORDS)

    def record() -> Answer:
        made = actions.record(
            acting=user,
            organization=place,
            key=form_key(user, idempotency_key),
            content=bound_form(body, place, body.kind).content(),
            is_another=body.is_another,
        )
        return saved(made)

    return Status(201, once(user, idempotency_key, "record_gathering", body, told(record)))


@router.put(
    "/gatherings/{pk}",
    **offered("correct_gathering", schemas.Saved, gettext_noop("更正一条活动记录"), writes=True),
)
def correct_gathering(
    request: HttpRequest, pk: sent.Pk, body: sent.Correction, idempotency_key: Key
) -> Answer:
    user, found = account_of(request), kept_record(request, pk)

    def correct() -> Answer:
        content: Content = bound_form(body, found.organization, found.activity, found).content()
        key = form_key(user, idempotency_key)
        made = actions.correct(
            acting=user, gathering=found, version=body.version, key=key, content=content, reason=body.reason
        )
        return saved(made)

    return once(user, idempotency_key, f"correct_gathering {pk}", body, told(correct))


@router.post(
    "/gatherings/{pk}/cancellation",
    **offered("cancel_gathering", schemas.Saved, gettext_noop("撤销一条活动记录"), writes=True),
)
def cancel_gathering(
    request: HttpRequest, pk: sent.Pk, body: sent.Cancelling, idempotency_key: Key
) -> Answer:
    user, found = account_of(request), kept_record(request, pk)

    def cancel() -> Answer:
        key = form_key(user, idempotency_key)
        form = CancelForm(body.dict() | {"key": key})
        if not form.is_valid():
            raise Refused(422, Why.INVALID, first_sentence(form), "reason")
        return saved(actions.cancel(acting=user, gathering=found, **form.cleaned_data))

    return once(user, idempotency_key, f"cancel_gathering {pk}", body, told(cancel))


def kept_record(request: HttpRequest, pk: int) -> Gathering:
    rows = Gathering.objects.select_related("organization__parent", "chair", "recorder", "lecturer")
    found: Gathering = get_visible(rows, account_of(request), pk, Ability.KEEP_RECORDS)
    return found


def form_key(user: Account, key: str) -> uuid.UUID:
    """The form's key of a client's own key: keys of different people never meet."""
    return uuid.uuid5(OF_FORM, f"{user.pk} {key}")


def told(act: Callable[[], Answer]) -> Callable[[], Answer]:
    """What the action refuses, as the interface says it."""

    def acted() -> Answer:
        try:
            return act()
        except AlreadyRecorded as twin:
            raise Refused(
                409, Why.ALREADY_RECORDED, str(twin), "is_another", gathering=twin.gathering.pk
            ) from twin
        except EditedMeanwhile as clash:
            theirs = clash.gathering
            raise Refused(
                409,
                Why.EDITED_MEANWHILE,
                str(clash),
                "version",
                version=theirs.version,
                gathering=theirs.pk,
            ) from clash
        except GatheringError as wrong:
            raise Refused(422, Why.INVALID, str(wrong)) from wrong

    return acted


def saved(made: Gathering) -> Answer:
    return {"id": made.pk, "version": made.version}


def between(rows: Any, asked: sent.Days) -> Any:
    """Only what happened in the days asked for."""
    if asked.since is not None:
        rows = rows.filter(occurred_on__gte=asked.since)
    if asked.until is not None:
        rows = rows.filter(occurred_on__lte=asked.until)
    return rows


def with_counts(found: list[Gathering]) -> list[Row]:
    """The rows with how many were expected and came, in one query for all of them."""
    rows = with_numbers(Gathering.objects.filter(pk__in=[one.pk for one in found]))
    numbers = {pk: (required, came) for pk, required, came in rows.values_list("pk", "required", "came")}
    return [gathering_row(one, *numbers[one.pk]) for one in found]


def gathering_row(one: Gathering, required: int, came: int) -> Row:
    names = ("version", "kind", "occurred_on", "place", "topic", "recorded_on", "is_cancelled")
    segments = sorted(one.segments.all(), key=lambda each: each.pk)
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "organization": one.organization_id,
        "starts_at": f"{one.starts_at:%H:%M}" if one.starts_at else None,
        "segments": [{"activity": each.activity_code, "minutes": each.minutes} for each in segments],
        "required": required,
        "came": came,
    }


def attendance_row(one: Attendance) -> Row:
    return {
        "member": one.member_id,
        "name": one.member.name,
        "is_present": one.is_present,
        "reason": one.reason or None,
        "is_exempt": one.is_exempt,
    }
