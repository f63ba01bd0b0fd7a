"""A county of eight organizations, with a person in every role inside the town of the tests and outside it.

county
├── near (town)
│   ├── branch ── group
│   └── sister (branch)
└── far (town)
    └── elsewhere (branch) ── elsewhere_group
"""

from datetime import date

from django.test import Client

from zhibu.access.actions import appoint, open_account
from zhibu.access.models import Account
from zhibu.access.policy import Role
from zhibu.plans.codes import Level, Sector
from zhibu.registry.actions import admit_member, found_organization

LONG_AGO = date(2020, 1, 1)
PASSWORD = "correct-horse-9"


class World:
    def __init__(self):
        self.county = self.found("county", None, Level.COUNTY, Sector.ORGAN)
        self.near = self.found("near", self.county, Level.TOWN, Sector.TOWN_ORGAN)
        self.far = self.found("far", self.county, Level.TOWN, Sector.TOWN_ORGAN)
        self.branch = self.found("branch", self.near, Level.BRANCH, Sector.RURAL)
        self.sister = self.found("sister", self.near, Level.BRANCH, Sector.COMMUNITY)
        self.elsewhere = self.found("elsewhere", self.far, Level.BRANCH, Sector.RURAL)
        self.group = self.found("group", self.branch, Level.GROUP, Sector.RURAL)
        self.elsewhere_group = self.found("elsewhere-group", self.elsewhere, Level.GROUP, Sector.RURAL)
        self.alice = self.admit("艾丽", self.branch, self.group)  # a member of the branch, in its group
        self.stranger = self.admit("石强", self.elsewhere, self.elsewhere_group)  # of another town
        self.accounts = {}

    def found(self, code, parent, level, sector):
        return found_organization(
            acting=None,
            parent=parent,
            code=code,
            name=code,
            level=level.value,
            sector=sector.value,
            since=LONG_AGO,
        )

    def admit(self, name, organization, group=None, **fields):
        return admit_member(
            acting=None, organization=organization, group=group, name=name, since=LONG_AGO, **fields
        )

    def account(self, role):
        """Somebody who holds this role in the near town (a county role: in the county)."""
        if role not in self.accounts:
            self.accounts[role] = self._new_account(role)
        return Account.objects.get(pk=self.accounts[role].pk)

    def _new_account(self, role):
        if role is Role.ADMINISTRATOR:
            return open_account(acting=None, username=role.value, password=PASSWORD, is_administrator=True)
        group = self.group if role is Role.GROUP_LEADER else None
        member = self.admit(role.label, self.branch, group)
        if role is not Role.MEMBER:
            appoint(acting=None, member=member, organization=self.place_of(role), role=role, since=LONG_AGO)
        return open_account(acting=None, username=role.value, member=member, password=PASSWORD)

    def place_of(self, role):
        places = {
            Role.GROUP_LEADER: self.group,
            Role.COMMITTEE_MEMBER: self.branch,
            Role.SECRETARY: self.branch,
            Role.COUNTY: self.county,
        }
        return places.get(role, self.near)

    def client(self, role):
        client = Client()
        client.force_login(self.account(role))
        return client
