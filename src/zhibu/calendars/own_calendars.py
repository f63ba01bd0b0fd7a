"""The calendars of one's own: of the branches of one's posts, and of oneself."""

from dataclasses import dataclass

from django.urls import reverse

from zhibu.access.models import Account
from zhibu.duties.first_page import OwnPage, own_pages

VIEWS = {
    "duties:organization": "calendars:organization",
    "duties:below": "calendars:organization",
    "duties:member": "calendars:member",
}


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """A calendar that belongs to a person, with the page of dues beside it."""

    page: OwnPage

    @property
    def view(self) -> str:
        return VIEWS[self.page.view]

    @property
    def pk(self) -> int:
        return self.page.pk

    @property
    def label(self) -> str:
        return self.page.label

    @property
    def is_own(self) -> bool:
        """Whether it is a member's own."""
        return self.view == "calendars:member"

    @property
    def is_branch(self) -> bool:
        """Whether one's post is in the organization itself, not above it."""
        return self.page.view == "duties:organization"

    @property
    def url(self) -> str:
        return reverse(self.view, args=[self.pk])


def own_calendars(user: Account) -> list[OwnCalendar]:
    return [OwnCalendar(page) for page in own_pages(user)]
