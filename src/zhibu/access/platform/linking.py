"""Which person of the platform an account belongs to: said by an administrator, by the platform's subject."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.access.actions import AccessError
from zhibu.access.audit import record_event
from zhibu.access.models import Account

PLATFORM = "platform"  # the provider's id in the settings
LONGEST_SUBJECT = 191


def subject_of(account: Account) -> str:
    """Empty where the account is not linked."""
    return (
        SocialAccount.objects.filter(user=account, provider=PLATFORM).values_list("uid", flat=True).first()
        or ""
    )


@transaction.atomic
def link(*, acting: Account | None, account: Account, subject: str) -> None:
    """Link an account with a subject (the ``sub`` of its tokens), or with none where it is empty."""
    if len(subject) > LONGEST_SUBJECT:
        raise AccessError(_("平台标识太长，请核对"))
    holder = SocialAccount.objects.filter(provider=PLATFORM, uid=subject).exclude(user=account).first()
    if holder is not None:
        name = holder.user.get_username()
        raise AccessError(_("这个平台标识已关联账号“%(name)s”，请先在那里解除") % {"name": name})
    before = subject_of(account)
    SocialAccount.objects.filter(user=account, provider=PLATFORM).delete()
    if subject:
        SocialAccount.objects.create(user=account, provider=PLATFORM, uid=subject)
    record_event(
        acting=acting, verb="link_platform", subject=account, changes={"platform": (before, subject)}
    )
