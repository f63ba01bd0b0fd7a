"""Which ability opens which page. A page without a line here is not served, and a test fails.

``PUBLIC`` pages need no sign-in, ``SIGNED_IN`` ones any account; ``CLOSED`` ones are not offered although
a library has them. Every other page names the ability that one must have somewhere in the tree and,
where the address names an object, what it is: the view loads it with ``get_visible``, which asks the
same ability of that very object.
"""

from dataclasses import dataclass
from enum import Enum

from zhibu.access.models import Account
from zhibu.access.policy import Ability, Part


class Open(Enum):
    """Pages that no post is needed for."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page asks: an ability (or whom it is open to) and the kind of object its address names."""

    asks: Ability | Open
    of: str = ""  # "app_label.Model" of the object that the address names, by its pk
    by_token: bool = False  # let in by the token a program sends (``zhibu.api.admission``), not by signing in


def _page(asks: Ability | Open, of: str = "") -> Page:
    return Page(asks, of)


def _endpoint(asks: Ability, of: str = "") -> Page:
    return Page(asks, of, by_token=True)


PUBLIC, SIGNED_IN, CLOSED = (_page(kind) for kind in (Open.PUBLIC, Open.SIGNED_IN, Open.CLOSED))
ORGANIZATION, MEMBER = "registry.Organization", "registry.Member"
GATHERING = "gatherings.Gathering"

PAGES: dict[str, Page] = {
    # site
    "home": SIGNED_IN,
    "preferences": PUBLIC,
    "set_language": PUBLIC,
    "health": PUBLIC,
    # access
    "access:accounts": _page(Ability.KEEP_ACCOUNTS),
    "access:account": _page(Ability.KEEP_ACCOUNTS, "access.Account"),
    "audit:events": _page(Ability.SEE_AUDIT),
    "audit:export": _page(Ability.SEE_AUDIT),
    # registry
    "registry:tree": _page(Ability.SEE_ORGANIZATIONS),
    "registry:organization": _page(Ability.SEE_ORGANIZATIONS, ORGANIZATION),
    "registry:found": _page(Ability.KEEP_ORGANIZATIONS, ORGANIZATION),
    "registry:change_organization": _page(Ability.KEEP_ORGANIZATIONS, ORGANIZATION),
    "registry:begin": _page(Ability.KEEP_ACCOUNTS),
    "registry:roster": _page(Ability.SEE_MEMBERS),
    "registry:member": _page(Ability.SEE_MEMBERS, MEMBER),
    "registry:own": SIGNED_IN,
    "registry:admit": _page(Ability.KEEP_MEMBERS, ORGANIZATION),
    "registry:change_member": _page(Ability.KEEP_MEMBERS, MEMBER),
    "registry:post": _page(Ability.APPOINT, MEMBER),
    "registry:account": _page(Ability.APPOINT, MEMBER),
    "registry:accounts": _page(Ability.APPOINT, ORGANIZATION),
    "registry:end_post": _page(Ability.APPOINT, "access.Post"),
    "registry:export": _page(Ability.EXPORT_MEMBERS),
    "registry:import": _page(Ability.IMPORT_MEMBERS),
    "registry:import_template": _page(Ability.IMPORT_MEMBERS),
    "registry:import_preview": _page(Ability.IMPORT_MEMBERS, "registry.RosterImport"),
    "registry:export_organizations": _page(Ability.KEEP_ORGANIZATIONS),
    "registry:import_organizations": _page(Ability.KEEP_ORGANIZATIONS),
    "registry:import_organizations_template": _page(Ability.KEEP_ORGANIZATIONS),
    "registry:import_organizations_preview": _page(Ability.KEEP_ORGANIZATIONS, "registry.TreeImport"),
    # burden
    "burden:self_check": SIGNED_IN,
    "burden:paper": SIGNED_IN,
    "burden:meter": _page(Ability.SEE_DUES, ORGANIZATION),
    "burden:meter_paper": _page(Ability.SEE_DUES, ORGANIZATION),
    # oversight
    "oversight:own": _page(Ability.NOTE_VISITS),
    "oversight:branch": _page(Ability.SEE_VISITS, ORGANIZATION),
    "oversight:note": _page(Ability.NOTE_VISITS, ORGANIZATION),
    "oversight:answer": _page(Ability.ANSWER_MATTERS, "oversight.Matter"),
    "oversight:settle": _page(Ability.NOTE_VISITS, "oversight.Matter"),
    "oversight:several": _page(Ability.APPOINT),
    "oversight:draws": _page(Ability.DRAW_SAMPLES),
    "oversight:draw": _page(Ability.DRAW_SAMPLES, "oversight.Draw"),
    # issuing
    "issuing:plans": _page(Ability.SEE_PLANS),
    "issuing:plan": _page(Ability.SEE_PLANS, "issuing.IssuedPlan"),
    "issuing:plan_file": _page(Ability.SEE_PLANS, "issuing.IssuedPlan"),
    "issuing:repeal": _page(Ability.ISSUE_PLANS, "issuing.IssuedPlan"),
    "issuing:revise": _page(Ability.ISSUE_PLANS, "issuing.IssuedPlan"),
    "issuing:upload": _page(Ability.ISSUE_PLANS),
    "issuing:review": _page(Ability.ISSUE_PLANS, "issuing.Draft"),
    "issuing:draft_file": _page(Ability.ISSUE_PLANS, "issuing.Draft"),
    "issuing:accept_clear": _page(Ability.ISSUE_PLANS, "issuing.Draft"),
    "issuing:scope": _page(Ability.ISSUE_PLANS, "issuing.Draft"),
    "issuing:preview": _page(Ability.ISSUE_PLANS, "issuing.Draft"),
    "issuing:discard": _page(Ability.ISSUE_PLANS, "issuing.Draft"),
    "issuing:add": _page(Ability.ISSUE_PLANS, "issuing.Draft"),
    "issuing:duty": _page(Ability.ISSUE_PLANS, "issuing.DraftDuty"),
    "issuing:decide": _page(Ability.ISSUE_PLANS, "issuing.DraftDuty"),
    # gatherings
    "gatherings:list": _page(Ability.SEE_RECORDS),
    "gatherings:register": _page(Ability.SEE_RECORDS),
    "gatherings:record": _page(Ability.KEEP_RECORDS),
    "gatherings:draft": _page(Ability.KEEP_RECORDS),
    "gatherings:drop_draft": _page(Ability.KEEP_RECORDS),
    "gatherings:people": _page(Ability.KEEP_RECORDS),
    "gatherings:own": SIGNED_IN,
    "gatherings:member": _page(Ability.SEE_RECORDS, MEMBER),
    "gatherings:attachment": _page(Ability.SEE_RECORDS, "gatherings.Attachment"),
    "gatherings:exemptions": _page(Ability.SEE_RECORDS, ORGANIZATION),
    "gatherings:end_exemption": _page(Ability.DECIDE_LEAVE, "gatherings.Exemption"),
    "gatherings:own_leave": SIGNED_IN,
    "gatherings:ask_leave": _page(Ability.ASK_LEAVE),
    "gatherings:withdraw_leave": _page(Ability.ASK_LEAVE, "gatherings.LeaveRequest"),
    "gatherings:decide_leave": _page(Ability.DECIDE_LEAVE, "gatherings.LeaveRequest"),
    "gatherings:decide_below": _page(Ability.EXEMPT_BELOW, "gatherings.OrganizationRequest"),
    "gatherings:gathering": _page(Ability.SEE_RECORDS, GATHERING),
    "gatherings:minutes": _page(Ability.SEE_RECORDS, GATHERING),
    "gatherings:correct": _page(Ability.KEEP_RECORDS, GATHERING),
    "gatherings:cancel": _page(Ability.KEEP_RECORDS, GATHERING),
    # duties
    "duties:this_month": _page(Ability.SEE_DUES),
    "duties:organization": _page(Ability.SEE_DUES, ORGANIZATION),
    "duties:organization_year": _page(Ability.SEE_DUES, ORGANIZATION),
    "duties:below": _page(Ability.SEE_DUES, ORGANIZATION),
    "duties:why_organization": _page(Ability.SEE_DUES, ORGANIZATION),
    "duties:member": _page(Ability.SEE_DUES, MEMBER),
    "duties:member_year": _page(Ability.SEE_DUES, MEMBER),
    "duties:why_member": _page(Ability.SEE_DUES, MEMBER),
    "duties:counted": _page(Ability.SEE_RECORDS, "gatherings.Gathering"),
    # privacy
    "privacy:notice": PUBLIC,
    "privacy:own": SIGNED_IN,
    "privacy:own_export": SIGNED_IN,
    "privacy:ask": SIGNED_IN,
    "privacy:withdraw": SIGNED_IN,
    "privacy:member": _page(Ability.KEEP_MEMBERS, MEMBER),
    "privacy:member_export": _page(Ability.KEEP_MEMBERS, MEMBER),
    "privacy:ask_for": _page(Ability.KEEP_MEMBERS, MEMBER),
    "privacy:requests": _page(Ability.KEEP_MEMBERS),
    "privacy:request": _page(Ability.KEEP_MEMBERS, "privacy.DataRequest"),
    # helping
    "helping:where": _page(Ability.SEE_NEEDS),
    "helping:needs": _page(Ability.SEE_NEEDS, ORGANIZATION),
    "helping:clause": _page(Ability.SEE_NEEDS, ORGANIZATION),
    "helping:offer": _page(Ability.OFFER_HELP, ORGANIZATION),
    "helping:offers": _page(Ability.SEE_OFFERS, ORGANIZATION),
    "helping:answer": _page(Ability.ANSWER_OFFERS, "helping.Offer"),
    "helping:withdraw": _page(Ability.OFFER_HELP, "helping.Offer"),
    # calendars
    "calendars:mine": _page(Ability.SEE_DUES),
    "calendars:organization": _page(Ability.SEE_DUES, ORGANIZATION),
    "calendars:organization_year": _page(Ability.SEE_DUES, ORGANIZATION),
    "calendars:member": _page(Ability.SEE_DUES, MEMBER),
    "calendars:propose": _page(Ability.KEEP_RECORDS, ORGANIZATION),
    "calendars:add": _page(Ability.KEEP_RECORDS, ORGANIZATION),
    "calendars:planned": _page(Ability.KEEP_RECORDS, "calendars.Planned"),
    "calendars:feeds": _page(Ability.SEE_DUES),
    "calendars:feed": PUBLIC,  # the address itself is the secret
    "calendars:reminders": _page(Ability.SEE_DUES),
    # api: pages for people, then what programs ask (``docs/api.md``)
    "api:tokens": SIGNED_IN,
    "api:docs": SIGNED_IN,
    "api:openapi": PUBLIC,
    "api:nothing": PUBLIC,
    "api:v1:api-root": CLOSED,
    "api:v1:organizations": _endpoint(Ability.SEE_ORGANIZATIONS),
    "api:v1:organization": _endpoint(Ability.SEE_ORGANIZATIONS, ORGANIZATION),
    "api:v1:members": _endpoint(Ability.SEE_MEMBERS),
    "api:v1:member": _endpoint(Ability.SEE_MEMBERS, MEMBER),
    "api:v1:member_numbers": _endpoint(Ability.SEE_MEMBERS, MEMBER),
    "api:v1:gatherings": _endpoint(Ability.SEE_RECORDS),
    "api:v1:gathering": _endpoint(Ability.SEE_RECORDS, GATHERING),
    "api:v1:record_gathering": _endpoint(Ability.KEEP_RECORDS),
    "api:v1:correct_gathering": _endpoint(Ability.KEEP_RECORDS, GATHERING),
    "api:v1:cancel_gathering": _endpoint(Ability.KEEP_RECORDS, GATHERING),
    "api:v1:facts": _endpoint(Ability.SEE_RECORDS),
    "api:v1:import_facts": _endpoint(Ability.KEEP_RECORDS),
    "api:v1:withdraw_fact": _endpoint(Ability.KEEP_RECORDS, "gatherings.Fact"),
    "api:v1:dues": _endpoint(Ability.SEE_DUES),
    "api:v1:organization_dues": _endpoint(Ability.SEE_DUES, ORGANIZATION),
    "api:v1:member_dues": _endpoint(Ability.SEE_DUES, MEMBER),
    # sign-in (django-allauth)
    "account_login": PUBLIC,
    "account_logout": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "account_reset_password_from_key": PUBLIC,  # behind a sign-in link
    "account_inactive": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
    "socialaccount_login_cancelled": PUBLIC,
    "socialaccount_login_error": PUBLIC,
    "socialaccount_signup": CLOSED,
    "socialaccount_connections": CLOSED,
    "account_signup": CLOSED,
    "account_set_password": CLOSED,
    "account_email": CLOSED,
    "account_email_verification_sent": CLOSED,
    "account_confirm_email": CLOSED,
    "account_reset_password": CLOSED,
    "account_reset_password_done": CLOSED,
    "account_reset_password_from_key_done": CLOSED,
}


def page_of(name: str) -> Page | None:
    """The line of a page; ``name`` is the full name of its URL."""
    return PAGES.get(name)


def may_open(user: Account, name: str) -> bool:
    """Whether a signed-in user may open the page at all, whatever its object."""
    page = page_of(name)
    if page is None or page.asks is Open.CLOSED:
        return False
    if isinstance(page.asks, Open):
        return True
    return user.has_ability(page.asks)


def needs_nobody(name: str) -> bool:
    page = page_of(name)
    return page is not None and page.asks is Open.PUBLIC


__all__ = [
    "CLOSED",
    "PAGES",
    "PUBLIC",
    "SIGNED_IN",
    "Open",
    "Page",
    "Part",
    "may_open",
    "needs_nobody",
    "page_of",
]
