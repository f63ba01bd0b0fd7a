"""The pages of the interface: its documentation, and one's own tokens."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from zhibu.access.requests import SignedIn
from zhibu.api import actions, documentation
from zhibu.api.errors import Why, not_found
from zhibu.api.forms import TokenForm
from zhibu.api.models import Scope, Token
from zhibu.api.sent import MOST_FACTS, MOST_ROWS


@require_GET
def docs(request: SignedIn) -> HttpResponse:
    shown = {
        "chapters": documentation.chapters(),
        "codes": list(Why),
        "address": request.build_absolute_uri("/api/v1/"),
        "most_rows": MOST_ROWS,
        "most_facts": MOST_FACTS,
        "a_minute": settings.API_REQUESTS_A_MINUTE,
    }
    return render(request, "api/docs.html", shown)


@require_GET
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(documentation.openapi(), json_dumps_params={"ensure_ascii": False})


@csrf_exempt
def nothing(request: HttpRequest) -> JsonResponse:
    """An address of the interface that does not exist."""
    refused = not_found()
    return JsonResponse(refused.body, status=refused.status)


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: SignedIn) -> HttpResponse:
    """One's own tokens. The text of a new one is shown in the answer to the form, and nowhere again."""
    if "revoke" in request.POST:
        return _revoked(request)
    form = TokenForm(request.POST or None)
    text = _made(request, form) if request.method == "POST" and form.is_valid() else ""
    own = Token.objects.filter(account=request.user).order_by("-pk")
    today = timezone.localdate()
    shown = {
        "form": TokenForm() if text else form,
        "text": text,
        "working": own.working(today),
        "ended": own.exclude(pk__in=own.working(today).values("pk"))[:20],
    }
    return render(request, "api/tokens.html", shown)


def _made(request: SignedIn, form: TokenForm) -> str:
    """The text of the new token; empty where there is none, with the reason in the form."""
    try:
        _token, text = actions.make_token(
            acting=request.user,
            name=form.cleaned_data["name"],
            scope=Scope(form.cleaned_data["scope"]),
            expires_on=form.expires_on,
        )
    except actions.TokenError as wrong:
        form.add_error("name", str(wrong))
        return ""
    return text


def _revoked(request: SignedIn) -> HttpResponse:
    wanted = request.POST["revoke"]
    pk = int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0
    token = get_object_or_404(Token, account=request.user, pk=pk)
    actions.revoke_token(acting=request.user, token=token)
    messages.success(request, _("“%(name)s”已停用，从现在起不能再用") % {"name": token.name})
    return redirect("api:tokens")
