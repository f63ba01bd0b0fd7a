"""A program that asks the interface, for tests."""

import json
from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from zhibu.api.actions import make_token
from zhibu.api.models import Scope, Token


def token_for(account, scope=Scope.RECORD, *, name=None, expires_on=None):
    name = name or f"测试 {Token.objects.count()}"
    expires_on = expires_on or timezone.localdate() + timedelta(days=30)
    return make_token(acting=account, name=name, scope=scope, expires_on=expires_on)[1]


class Program:
    """Sends what it is told to with one token."""

    def __init__(self, token, language="zh-hans"):
        self.client = Client()
        self.headers = {"Accept-Language": language}
        if token is not None:
            self.headers["Authorization"] = f"Bearer {token}"

    def send(self, method, address, body=None, key=None, **query):
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return self.client.generic(
            method,
            f"/api/v1{address}",
            "" if body is None else json.dumps(body, default=str),
            content_type="application/json",
            headers=headers,
            query_params={name: str(value) for name, value in query.items()},
        )

    def get(self, address, **query):
        return self.send("GET", address, **query)

    def post(self, address, body, key="k1"):
        return self.send("POST", address, body, key)

    def put(self, address, body, key="k2"):
        return self.send("PUT", address, body, key)

    def everything(self, address, **query):
        """All items of a list, page by page."""
        items, after = [], {}
        while True:
            answer = self.get(address, **query, **after).json()
            items += answer["items"]
            if answer["next"] is None:
                return items
            after = {"after": answer["next"]}


def program(world, role, scope=Scope.RECORD):
    return Program(token_for(world.account(role), scope))


DAY = date(2026, 3, 5)


def a_gathering(organization, present, **more):
    return {
        "organization": organization.pk,
        "kind": "party_day",
        "occurred_on": DAY.isoformat(),
        "place": "党员活动室",
        "present": [one.pk for one in present],
    } | more


def a_fact(organization, **more):
    return {"organization": organization.pk, "activity": "volunteer", "occurred_on": DAY.isoformat()} | more
