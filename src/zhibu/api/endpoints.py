"""The interface itself: version 1, with its operations and its refusals."""

from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from zhibu.api import dues, facts, gatherings, registry
from zhibu.api.admission import NAMESPACE
from zhibu.api.refusals import answer_refusals


class Readable(JSONRenderer):
    """Chinese as Chinese: shorter, and legible in logs and terminals."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
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
