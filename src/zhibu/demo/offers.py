"""A few offers of help in the demo county, and everything counted."""

from django.utils import timezone

from zhibu.access.models import Account
from zhibu.helping.actions import answer, offer
from zhibu.helping.fresh import make_all_good
from zhibu.helping.models import Kind, Offer, State
from zhibu.registry.models import Organization


def make_offers() -> None:
    """Nothing where help has been offered already."""
    if Offer.objects.exists():
        return
    staff, secretary = (Account.objects.get(username=name) for name in ("linhe", "liuwan"))
    branch = Organization.objects.get(name="柳湾村党支部")
    offer(
        acting=staff,
        organization=branch,
        kind=Kind.INSTRUCTOR,
        words="镇里的党建指导员周三下午有空，可以来讲一课，材料由镇里带。",
        about="党课",
    )
    material = offer(
        acting=staff, organization=branch, kind=Kind.MATERIAL, words="本季度学习材料的纸质版，给年老党员用。"
    )
    answer(acting=secretary, offer=material, state=State.ACCEPTED, reply="请送 8 份，谢谢")
    make_all_good("", timezone.localdate().year)
