"""What the model found wrong, said as a sentence a clerk can act on: what is wrong, what is allowed."""

import difflib
from collections.abc import Callable, Iterable

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from zhibu.plans import date_rules, model, notices
from zhibu.plans.speaking import say, term

HOLDERS: dict[str, type[BaseModel]] = {
    "": model.Plan,
    "issuer": model.Issuer,
    "in_force": model.InForce,
    "applies_to": model.Scope,
    "clauses": model.Clause,
    "duties": model.Duty,
    "for": model.Filter,
    "place": model.Place,
    "day": date_rules.OnDay,
    "around": date_rules.Around,
    "window": date_rules.Window,
    "by": date_rules.By,
    "weekdays": date_rules.Weekdays,
    "notices": notices.HolidayNotice,
    "holidays": notices.Holiday,
}


def sentence(error: ErrorDetails) -> str:
    """Words for one validation error. Rules of our own carry their sentence already."""
    kind = error["type"]
    for prefix, speak in SENTENCES.items():
        if kind.startswith(prefix):
            return speak(error)
    return _own_words(error)


def _key(error: ErrorDetails) -> str:
    return str(error["loc"][-1])


def _allowed_keys(error: ErrorDetails) -> list[str]:
    """The keys of what holds the offending one: the nearest named step above it."""
    above = [step for step in error["loc"][:-1] if isinstance(step, str)]
    holder = HOLDERS.get(above[-1] if above else "", model.Plan)
    return [field.alias or name for name, field in holder.model_fields.items()]


def _either(words: Iterable[str]) -> str:
    return say("、").join(words)


def _hint(close: list[str]) -> str:
    return say("，是否想写 %(word)s", word=close[0]) if close else ""


def _missing(error: ErrorDetails) -> str:
    return say("缺少 %(key)s", key=_key(error))


def _unknown(error: ErrorDetails) -> str:
    allowed = _allowed_keys(error)
    close = difflib.get_close_matches(_key(error), allowed, n=1)
    return say("没有这个键%(hint)s；可用 %(allowed)s", hint=_hint(close), allowed=_either(allowed))


def _not_a_code(error: ErrorDetails) -> str:
    expected = str(error.get("ctx", {}).get("expected", ""))
    codes = expected.replace("'", "").replace(" or ", ", ").split(", ")
    close = difflib.get_close_matches(str(error["input"]), codes, n=1)
    return say(
        "“%(given)s”不在可用的代码之中%(hint)s；可用 %(allowed)s",
        given=error["input"],
        hint=_hint(close),
        allowed=_either(codes),
    )


def _says(text: str) -> Callable[[ErrorDetails], str]:
    return lambda error: say(text)


def _limit(name: str, words: str) -> Callable[[ErrorDetails], str]:
    return lambda error: say(words, limit=error.get("ctx", {}).get(name))


def _pattern(error: ErrorDetails) -> str:
    if _key(error) == "measure":
        return say("只能由小写字母、数字和 _ 组成，以字母开头，不超过 40 个字符，如 hours")
    return say("只能由字母、数字和 - _ . 组成，以字母或数字开头，不超过 100 个字符")


def _own_words(error: ErrorDetails) -> str:
    return error["msg"]


SENTENCES: dict[str, Callable[[ErrorDetails], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "enum": _not_a_code,
    "literal_error": _not_a_code,
    "string_type": _says(term("应是文字；数字、日期和 是/否 请加引号")),
    "string_too_short": _says(term("不能为空")),
    "string_too_long": _limit("max_length", term("太长，字数不超过 %(limit)s")),
    "string_pattern_mismatch": _pattern,
    "date_rule": _own_words,
    "date_": _says(term("不是日期；应写成 2017-05-22 这样，尚无止日写 null")),
    "bool_": _says(term("应写 true 或 false")),
    "int_": _says(term("应是整数")),
    "decimal_max_places": _says(term("小数不超过 4 位")),
    "decimal_": _says(term("应是数字，整数部分不超过 12 位，小数不超过 4 位")),
    "finite_number": _says(term("应是数字")),
    "greater_than_equal": _limit("ge", term("应不小于 %(limit)s")),
    "greater_than": _limit("gt", term("应大于 %(limit)s")),
    "less_than_equal": _limit("le", term("应不大于 %(limit)s")),
    "less_than": _limit("lt", term("应小于 %(limit)s")),
    "too_short": _says(term("不能为空")),
    "tuple_type": _says(term("应是列表，每项以“- ”起头")),
    "model_": _says(term("应是一组“键: 值”")),
}
