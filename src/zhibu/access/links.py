"""One-time sign-in links: whoever holds one sets the password of an account and is signed in.

Nothing is stored: the key in a link is signed over the account's password as it is now. It ends when a
password is set by it, when a newer link is made, when the account is closed, and after
``PASSWORD_RESET_TIMEOUT`` seconds. Opening a link does not use it up, so that a chat program that looks
at it does no harm. The page behind it is django-allauth's.
"""

import base64
import io
from datetime import datetime, timedelta
from typing import Any

import qrcode
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils import timezone
from qrcode.image.svg import SvgPathImage


class LinkKeys(PasswordResetTokenGenerator):
    """Keys of links; a closed account has none."""

    def check_token(self, user: Any, token: str | None) -> bool:
        return user is not None and user.is_active and super().check_token(user, token)


def path_of_new_link(account: Any) -> str:
    words = {"uidb36": user_pk_to_url_str(account), "key": LinkKeys().make_token(account)}
    return reverse("account_reset_password_from_key", kwargs=words)


def ends_at() -> datetime:
    """Until when a link made now can be used."""
    return timezone.localtime() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def picture(address: str) -> str:
    """A QR code, as a ``data:`` address."""
    kept = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage).save(kept)
    return f"data:image/svg+xml;base64,{base64.b64encode(kept.getvalue()).decode()}"
