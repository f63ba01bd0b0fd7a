"""The interface itself: version 1, with its operations and its refusals."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from zhibu.api import dues, facts, gatherings, registry
from zhibu.api.admission import NAMESPACE
from zhibu.api.refusals import answer_refusals


class Readable(JSONRenderer):
    """Chinese as Chinese: shorter, and legible in logs and terminals."""

    json_dumps_params = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """Answers hold personal data: nothing between here and the program keeps them."""

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
