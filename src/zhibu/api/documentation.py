"""The OpenAPI description in the reader's language, and the same laid out as a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from zhibu.api.endpoints import api

WORDS = ("summary", "description", "tags")


def openapi() -> dict[str, Any]:
    """OpenAPI 3.1 of the interface."""
    found: dict[str, Any] = translated(dict(api.get_openapi_schema()))
    return found


def translated(part: Any, name: str = "") -> Any:
    """The words of a description in the language of the request; all else as it is."""
    if isinstance(part, dict):
        return {key: translated(value, key) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [translated(value, name) for value in part]
    return gettext(part) if name in WORDS and isinstance(part, str) and part else part


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is sent or answered."""

    name: str
    kind: str
    words: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One operation as the page shows it."""

    name: str
    method: str
    address: str
    summary: str
    words: str
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The operations about one kind of thing."""

    title: str
    operations: list[Shown]


def chapters() -> list[Chapter]:
    described = openapi()
    found: dict[str, list[Shown]] = {}
    for address, methods in described["paths"].items():
        for method, operation in methods.items():
            title = operation["tags"][0]
            found.setdefault(title, []).append(_shown(described, address, method.upper(), operation))
    return [Chapter(title, operations) for title, operations in found.items()]


def _shown(described: dict[str, Any], address: str, method: str, operation: dict[str, Any]) -> Shown:
    good = next(answer for status, answer in operation["responses"].items() if 200 <= int(status) < 300)
    return Shown(
        name=operation["operationId"],
        method=method,
        address=address,
        summary=operation["summary"],
        words=operation.get("description", ""),
        parameters=[_parameter(described, one) for one in operation["parameters"]],
        body=list(_fields(described, operation.get("requestBody"))),
        answer=list(_fields(described, good)),
    )


def _parameter(described: dict[str, Any], one: dict[str, Any]) -> Field:
    kind = _kind(described, one["schema"])
    return Field(one["name"], kind, one.get("description", ""), one["required"])


def _fields(described: dict[str, Any], message: dict[str, Any] | None) -> Iterator[Field]:
    content = (message or {}).get("content")
    if content:
        yield from _of(described, content["application/json"]["schema"], "")


def _of(described: dict[str, Any], schema: dict[str, Any], prefix: str) -> Iterator[Field]:
    """The fields of an object, those of the objects in its lists below it (``items[].name``)."""
    whole = _resolved(described, schema)
    for name, one in whole.get("properties", {}).items():
        is_required = name in whole.get("required", ())
        yield Field(prefix + name, _kind(described, one), one.get("description", ""), is_required)
        if "items" in one:
            yield from _of(described, one["items"], f"{prefix}{name}[].")


def _resolved(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: dict[str, Any] = described["components"]["schemas"][reference.rsplit("/", 1)[1]]
    return found


def _kind(described: dict[str, Any], schema: dict[str, Any]) -> str:
    """``integer``, ``date``, or the codes that may stand there."""
    whole = _resolved(described, schema)
    if "anyOf" in whole:
        return " / ".join(dict.fromkeys(_kind(described, one) for one in whole["anyOf"]))
    if "enum" in whole:
        return " · ".join(whole["enum"])
    return str(whole.get("format") or whole.get("type", ""))
