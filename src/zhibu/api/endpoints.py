"""The interface itself: version 1, with its operations and its refusals."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from zhibu.api import dues, facts, gatherings, registry
from zhibu.api.admission import NAMESPACE
from zhibu.api.errors import no_such_method
from zhibu.api.refusals import answer_refusals


class Readable(JSONRenderer):
    """Chinese as Chinese: shorter, and legible in logs and terminals."""

    json_dumps_params = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """Answers hold personal data: nothing between here and the program keeps them."""

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        """The library answers a method that an address does not have in plain text: here as all refusals."""
        patterns, app, namespace = super().urls
        for one in patterns:
            if one.callback is not None:
                one.callback = self._in_its_form(one.callback)
        return patterns, app, namespace

    def _in_its_form(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def told(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            answer = view(request, *args, **named)
            if answer.status_code != 405:
                return answer
            refused = self.create_response(request, no_such_method().body, status=405)
            refused["Allow"] = answer["Allow"]
            return refused

        return told

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        return unkept(super().create_temporal_response(request))

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        return unkept(super().create_response(request, data, **options))


def unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer


api = Interface(
    title="Zhibu",
    version="1",
    openapi_url=None,  # ``views.openapi`` serves it in the reader's language
    docs_url=None,
    urls_namespace=NAMESPACE,
    renderer=Readable(),
)
for module in (registry, gatherings, facts, dues):
    api.add_router("", module.router)
answer_refusals(api)
