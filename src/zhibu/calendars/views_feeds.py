"""The page of one's own feeds, and the feeds themselves."""

from django.http import Http404, HttpResponse
from django.http.request import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.access.requests import SignedIn
from zhibu.calendars import feeds as feeds_of
from zhibu.calendars.limits import OF_ONE_FEED, WINDOW, may_ask, may_guess
from zhibu.calendars.models import Feed
from zhibu.calendars.own_calendars import OwnCalendar, own_calendars
from zhibu.registry.models import Organization

PLAIN = "text/plain; charset=utf-8"
KEPT_FOR = 3600  # seconds that a program may do without asking again


@require_http_methods(["GET", "POST"])
def feeds(request: SignedIn) -> HttpResponse:
    """One's own addresses. A new one is shown once, in the answer to the press that made it."""
    own = [one for one in own_calendars(request.user) if one.is_own or one.is_branch]
    made = None
    if request.method == "POST":
        wanted = _wanted(own, request.POST.get("calendar", ""))
        organization = None if wanted.is_own else Organization.objects.get(pk=wanted.pk)
        if request.POST.get("verb") == "revoke":
            feeds_of.revoke_feed(acting=request.user, organization=organization)
            return redirect("calendars:feeds")
        secret = feeds_of.make_feed(acting=request.user, organization=organization)
        address = request.build_absolute_uri(reverse("calendars:feed", args=[secret]))
        made = {"url": wanted.url, "address": address}
    known = {one.organization_id: one for one in Feed.objects.filter(account=request.user)}
    lines = [(one, known.get(None if one.is_own else one.pk)) for one in own]
    answer = render(request, "calendars/feeds.html", {"lines": lines, "made": made})
    if made:
        answer["Cache-Control"] = "no-store"
    return answer


def _wanted(own: list[OwnCalendar], url: str) -> OwnCalendar:
    for one in own:
        if one.url == url:
            return one
    raise Http404


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """No sign-in: whoever has the address may read. Asking too often, or guessing, is told to wait."""
    found = feeds_of.feed_of(secret)
    if not (may_ask(found.digest, OF_ONE_FEED) if found else may_guess(request)):
        return _too_often()
    if found is None:
        return HttpResponse(_("这个日历地址不存在，或者已经作废"), status=404, content_type=PLAIN)
    with translation.override("zh-hans"):
        content = feeds_of.feed_file(found, timezone.localdate())
    etag = f'"{salted_hmac("zhibu.calendars.feed", content, algorithm="sha256").hexdigest()[:32]}"'
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="zhibu.ics"'
    answer = get_conditional_response(request, etag=etag, response=answer) or answer
    answer["ETag"] = etag
    answer["Cache-Control"] = f"private, max-age={KEPT_FOR}"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _too_often() -> HttpResponse:
    answer = HttpResponse(_("请求太频繁，请过一会儿再试"), status=429, content_type=PLAIN)
    answer["Retry-After"] = str(WINDOW)
    return answer
