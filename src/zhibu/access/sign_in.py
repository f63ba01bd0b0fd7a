"""How people sign in: user name and password, a second factor, or the platform that already knows them."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import LoginForm, ResetPasswordKeyForm
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from zhibu.access.actions import set_own_password
from zhibu.access.crypto import decrypt, encrypt
from zhibu.access.models import Account
from zhibu.access.platform.tokens import had_second_factor

log = logging.getLogger(__name__)
PLATFORM_FACTOR = "platform_factor"  # in the session: the platform asked for a second factor


class Backend(AuthenticationBackend):
    """Loads the account with its member and organization: every page needs them, in one query."""

    def get_user(self, user_id: int) -> Account | None:
        found = Account.objects.select_related("member__organization").filter(pk=user_id).first()
        return found if found is not None and found.is_active else None

    def has_perm(self, user_obj: Account, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used: ``policy.py`` is the only place that gives any."""
        return False


class SignInForm(LoginForm):
    """Without the link to a page that is not offered, and without words inside the boxes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class LinkForm(ResetPasswordKeyForm):
    """The password that is set behind a sign-in link."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _("至少 10 个字符，不能全是数字，不要用常见的密码或用户名。")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: accounts are made for members."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Account, password: str) -> None:
        set_own_password(account=user, password=password)

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        came_by = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        request.session[PLATFORM_FACTOR] = had_second_factor(getattr(came_by, "claims", {}))
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer

    def populate_username(self, request: HttpRequest, user: Account) -> None:
        """User names are given, never made up."""


class PlatformAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect: whoever comes must be linked with an account by an administrator."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.claims["nonce"] != sociallogin.state.get("nonce"):
            raise OAuth2Error("ID token: of another sign-in (nonce)")
        if not sociallogin.is_existing:
            words = _("平台认得您，但这里还没有与之关联的账号。请把平台标识“%(subject)s”告诉系统管理员")
            messages.error(request, words % {"subject": sociallogin.account.uid})
            raise ImmediateHttpResponse(redirect("account_login"))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **found: Any) -> None:
        """Why it failed is for whoever keeps the machine; the person is told what to do."""
        log.warning("sign-in through the platform failed: %s", found.get("exception") or found.get("error"))


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets of second factors are encrypted like other sensitive fields."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)
