"""How people sign in: user name and password, a second factor, or the platform that already knows them."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import LoginForm
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from zhibu.access.audit import record_event
from zhibu.access.crypto import decrypt, encrypt
from zhibu.access.models import Account


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


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: accounts are made for members."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Account, password: str) -> None:
        """Somebody changes the own password."""
        with transaction.atomic():
            super().set_password(user, password)
            path = user.member.path if user.member else ""
            record_event(acting=user, verb="change_own_password", subject=user, path=path)

    def populate_username(self, request: HttpRequest, user: Account) -> None:
        """User names are given, never made up."""


class PlatformAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect: the platform's ``preferred_username`` must be that of an account that exists."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing:
            return
        claims: dict[str, Any] = sociallogin.account.extra_data
        claims = claims.get("userinfo") or claims.get("id_token") or claims
        name = claims.get("preferred_username") or ""
        account = Account.objects.filter(username=name, is_active=True).first()
        if not name or account is None:
            messages.error(request, _("平台认得您，但本系统还没有您的账号；请联系所在党组织的系统管理员"))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, account)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets of second factors are encrypted like other sensitive fields."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)
