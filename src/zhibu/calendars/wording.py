"""What would be missed, and how sure it is that a year is the lightest, in words."""

from django.utils.translation import gettext as _

from zhibu.calendars.foresight import Shortfall
from zhibu.duties import wording
from zhibu.plans.errors import TooLongError, TooSlowError, ZhibuError
from zhibu.plans.wording import demand_in_words


def shortfall(short: Shortfall, year: int) -> str:
    """这样安排，11月的“主题党日”办不到：每月至少1次（《…》一.1）."""
    due, cited = short.status.due, short.status.due.cited
    words = {
        "title": f"{short.group.name}：{cited.title}" if short.group else cited.title,
        "period": wording.period(cited, due.period, year),
        "demand": demand_in_words(cited.duty),
        "clause": cited.citation,
    }
    if short.is_excess:
        assert cited.duty.at_most is not None
        words["most"] = wording.amount(cited.duty.at_most, cited.duty.measure)
        return _("这样安排，%(period)s的“%(title)s”多了：至多 %(most)s（%(clause)s）") % words
    return _("这样安排，%(period)s的“%(title)s”办不到：%(demand)s（%(clause)s）") % words


def refusal(wrong: ZhibuError) -> str:
    """Why no year can be proposed, and what to do about it on the page."""
    if isinstance(wrong, TooLongError):
        return _("有的环节比一次活动最长的时间还长，请把“一次活动最长”放宽一些")
    if isinstance(wrong, TooSlowError):
        return _("几秒之内没有算出一份安排，请稍后再试，或把“一次活动最长”放宽一些")
    return str(wrong)
