"""What is fetched from the platform: its description, its keys, and a person's ID token."""

from functools import cached_property
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from requests import RequestException

from zhibu.access.platform.tokens import verified_claims

NEEDED = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}


class PlatformReader(OpenIDConnectOAuth2Adapter):
    """Every failure is an OAuth2Error, which becomes a page that says what to do."""

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        found = self._fetched(self.get_provider().server_url)
        if not found.keys() >= NEEDED:
            raise OAuth2Error(f"description of the platform: without {sorted(NEEDED - found.keys())}")
        return found

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("the platform gave no ID token")
        claims = verified_claims(
            id_token,
            keys=self._fetched(self.openid_config["jwks_uri"]),
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
        )
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, claims)
        return login

    def _fetched(self, address: str) -> dict[str, Any]:
        try:
            with get_adapter().get_requests_session() as session:
                answer = session.get(address)
                answer.raise_for_status()
                found: dict[str, Any] = answer.json()
        except RequestException as wrong:
            raise OAuth2Error(f"{address}: {wrong}") from wrong
        return found
