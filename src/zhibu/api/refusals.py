"""Every refusal as the same kind of answer, whichever part of the machinery it comes from."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from zhibu.api.errors import Refused, RowProblem, Why, not_found, rows_refused

# By the kind of mistake pydantic finds: the beginning of its name, and what to say.
SENTENCES = (
    ("missing", gettext_lazy("缺少这一项")),
    ("extra_forbidden", gettext_lazy("没有这一项，请核对名称")),
    ("enum", gettext_lazy("没有这个代码，请从文档所列的代码中选")),
    ("date", gettext_lazy("日期应写成 2026-03-05 的样子")),
    ("string_pattern", gettext_lazy("写法不对，请照文档所说的写")),
    ("string_too_long", gettext_lazy("太长了")),
    ("string_too_short", gettext_lazy("不能为空")),
    ("too_long", gettext_lazy("条数太多，请分几次发送")),
    ("too_short", gettext_lazy("一条也没有")),
    ("greater_than", gettext_lazy("数值太小")),
    ("less_than", gettext_lazy("数值太大")),
    ("decimal", gettext_lazy("数量最多 12 位整数、4 位小数，不能为负")),
    ("int", gettext_lazy("应为整数")),
    ("bool", gettext_lazy("应为 true 或 false")),
)
OTHERWISE = gettext_lazy("这一项的值不合要求")


def answer_refusals(api: NinjaAPI) -> None:
    """Set what the interface answers to each kind of refusal."""
    makers: dict[type[Exception], Any] = {
        Refused: lambda wrong: wrong,
        Http404: lambda wrong: not_found(),
        ValidationError: invalid,
        AuthenticationError: lambda wrong: Refused(
            401, Why.NO_TOKEN, _("没有可用的令牌：请在 Authorization 中写明；可能已到期或已停用")
        ),
        Throttled: lambda wrong: Refused(
            429, Why.TOO_MANY, _("请求太多，请按 Retry-After 所说的秒数稍后再试")
        ),
        RequestDataTooBig: lambda wrong: Refused(413, Why.TOO_LARGE, _("发送的内容太大，请分几次发送")),
        HttpError: lambda wrong: Refused(400, Why.NOT_JSON, _("发送的内容不是 JSON")),
    }
    for kind, make in makers.items():
        api.add_exception_handler(kind, partial(answered, api=api, make=make))


def answered(request: HttpRequest, wrong: Exception, *, api: NinjaAPI, make: Any) -> HttpResponse:
    refused: Refused = make(wrong)
    answer = api.create_response(request, refused.body, status=refused.status)
    if refused.status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def invalid(wrong: ValidationError) -> Refused:
    """The first mistake; of facts sent in bulk every row's."""
    rows = list(_rows(wrong.errors))
    if rows:
        return rows_refused(rows)
    first = wrong.errors[0]
    field = first.get("ctx", {}).get("name", _field(first["loc"]))
    words = _("“%(field)s”：%(why)s") % {"field": field, "why": _said(first["type"])}
    return Refused(422, Why.INVALID, words, field)


def _field(where: Sequence[Any]) -> str:
    """``segments.0.minutes`` of a body; of an address or a header the name of the parameter."""
    inside = where[2:3] if where[0] == "query" else where[2:]
    return ".".join(str(part) for part in inside) or str(where[-1])


def _rows(mistakes: Iterable[dict[str, Any]]) -> Iterable[RowProblem]:
    for one in mistakes:
        where: Sequence[Any] = one["loc"]
        if len(where) > 3 and where[2] == "facts" and isinstance(where[3], int):
            field = str(where[4]) if len(where) > 4 else None
            yield RowProblem(where[3] + 1, _said(one["type"]), field)


def _said(kind: str) -> str:
    return str(next((words for start, words in SENTENCES if kind.startswith(start)), OTHERWISE))
