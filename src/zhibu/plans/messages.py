"""What the model found wrong, said as a sentence a clerk can act on: what is wrong, what is allowed."""

import difflib
from collections.abc import Callable, Iterable

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from zhibu.plans import date_rules, model, notices

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
    """Chinese for one validation error. Rules of our own carry their sentence already."""
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
    return "、".join(words)


def _missing(error: ErrorDetails) -> str:
    return f"缺少 {_key(error)}"


def _unknown(error: ErrorDetails) -> str:
    allowed = _allowed_keys(error)
    close = difflib.get_close_matches(_key(error), allowed, n=1)
    hint = f"，是否想写 {close[0]}" if close else ""
    return f"没有这个键{hint}；可用 {_either(allowed)}"


def _not_a_code(error: ErrorDetails) -> str:
    expected = str(error.get("ctx", {}).get("expected", ""))
    codes = expected.replace("'", "").replace(" or ", ", ").split(", ")
    close = difflib.get_close_matches(str(error["input"]), codes, n=1)
    hint = f"，是否想写 {close[0]}" if close else ""
    return f"“{error['input']}”不在可用的代码之中{hint}；可用 {_either(codes)}"


def _says(text: str) -> Callable[[ErrorDetails], str]:
    return lambda error: text


def _limit(name: str, words: str) -> Callable[[ErrorDetails], str]:
    return lambda error: f"{words} {error.get('ctx', {}).get(name)}"


def _pattern(error: ErrorDetails) -> str:
    if _key(error) == "measure":
        return "只能由小写字母、数字和 _ 组成，以字母开头，不超过 40 个字符，如 hours"
    return "只能由字母、数字和 - _ . 组成，以字母或数字开头，不超过 100 个字符"


def _own_words(error: ErrorDetails) -> str:
    return error["msg"]


SENTENCES: dict[str, Callable[[ErrorDetails], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "enum": _not_a_code,
    "literal_error": _not_a_code,
    "string_type": _says("应是文字；数字、日期和 是/否 请加引号"),
    "string_too_short": _says("不能为空"),
    "string_too_long": _limit("max_length", "太长，字数不超过"),
    "string_pattern_mismatch": _pattern,
    "date_rule": _own_words,
    "date_": _says("不是日期；应写成 2017-05-22 这样，尚无止日写 null"),
    "bool_": _says("应写 true 或 false"),
    "int_": _says("应是整数"),
    "decimal_max_places": _says("小数不超过 4 位"),
    "decimal_": _says("应是数字，整数部分不超过 12 位，小数不超过 4 位"),
    "finite_number": _says("应是数字"),
    "greater_than_equal": _limit("ge", "应不小于"),
    "greater_than": _limit("gt", "应大于"),
    "less_than_equal": _limit("le", "应不大于"),
    "less_than": _limit("lt", "应小于"),
    "too_short": _says("不能为空"),
    "tuple_type": _says("应是列表，每项以“- ”起头"),
    "model_": _says("应是一组“键: 值”"),
}
