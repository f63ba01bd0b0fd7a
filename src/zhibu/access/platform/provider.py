"""The provider as allauth knows it: what is sent with a person to the platform, and whom an answer means."""

import secrets
from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse

from zhibu.access.platform.reading import PlatformReader


class PlatformLogin(SocialLogin):
    """Somebody whom the platform has signed in; ``claims`` are those of the verified ID token."""

    claims: dict[str, Any]
    account: Any
    user: Any

    def lookup(self) -> None:
        """The account that was linked with this subject. Nothing is written: no sign-in is kept."""
        self._did_authenticate_by_email = None  # never; allauth asks
        came = self.account
        of_subject = SocialAccount.objects.filter(provider=came.provider, uid=came.uid)
        linked = of_subject.select_related("user").first()
        if linked is not None:
            self.account, self.user = linked, linked.user


class PlatformProvider(OpenIDConnectProvider):
    """OpenID Connect with PKCE, a nonce, and no person made up from what the platform tells."""

    pkce_enabled_default = True
    oauth2_adapter_class = PlatformReader

    def get_default_scope(self) -> list[str]:
        return ["openid"]

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """The nonce is kept with the state, and has to come back in the token."""
        nonce = secrets.token_urlsafe(24)
        auth_params = self.get_auth_params() | {"nonce": nonce}
        kwargs |= {"auth_params": auth_params, "scope": self.get_scope(), "nonce": nonce}
        answer: HttpResponse = super().redirect(request, process, next_url, data, **kwargs)
        return answer

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> PlatformLogin:
        account = SocialAccount(provider=self.sub_id, uid=response["sub"])
        login = PlatformLogin(account=account, provider=self)
        login.claims = response
        return login


provider_classes = [PlatformProvider]
