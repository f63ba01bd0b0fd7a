"""Logs as lines of JSON in which nobody is named.

What people type ends up in messages of errors: in an address, in a refused value, in a form. So a line keeps
the text that stands in the program, never the values put into it; of an error its kind and where it
happened, never its message. Requests are told by the name of their page, without address, person or device:
enough to see what is slow or broken, and nothing that would tell who did what (that is the audit's).
"""

import json
import logging
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from django.http import HttpRequest, HttpResponse
from gunicorn.glogging import Logger

OURS = "zhibu"
TOLD = "told"  # the attribute of a record with fields of ours: names and numbers of the program
NEAREST = 12  # frames of a traceback that are kept

requests = logging.getLogger("zhibu.requests")


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "place": f"{record.module}:{record.lineno}",
        }
        said = text_of(record)
        if said:
            line["said"] = said
        line |= getattr(record, TOLD, {})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = list(kinds(record.exc_info[1]))
            line["trace"] = frames(record.exc_info[1])
        written = json.dumps(line, ensure_ascii=False)
        return written.encode("utf-8", "backslashreplace").decode()  # half a letter is no UTF-8


def text_of(record: logging.LogRecord) -> str:
    """The text before values are put into it; of others' ready-made texts, which may hold some, nothing."""
    is_ours = record.name.partition(".")[0] == OURS
    return str(record.msg) if isinstance(record.msg, str) and (record.args or is_ours) else ""


def kinds(error: BaseException | None) -> Iterator[str]:
    """The kind of an error and of those it came from."""
    while error is not None:
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        error = error.__cause__ or error.__context__


def frames(error: BaseException) -> list[str]:
    """Where it happened, the nearest last; no line of source, no value."""
    found = traceback.extract_tb(error.__traceback__)[-NEAREST:]
    return [f"{'/'.join(PurePath(one.filename).parts[-3:])}:{one.lineno} {one.name}" for one in found]


class RequestLines:
    """A line for every request: which page, with what outcome, how long it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        answer = self.get_response(request)
        match = request.resolver_match
        told = {
            "method": request.method if request.method in ("GET", "POST", "HEAD") else "other",
            "page": match.view_name if match else "",
            "status": answer.status_code,
            "ms": round((time.perf_counter() - began) * 1000),
        }
        requests.info("request", extra={TOLD: told})
        return answer


class ServerLog(Logger):  # type: ignore[misc]
    """Gunicorn's own messages, through the same lines."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True
