"""A browser's part of the work and no more: one connection, cookies, a form sent as it was given.

Threads of one process: beside a server that needs tens of milliseconds a request, one that takes half of one
measures the server. Redirects are not followed; who wants the next page asks for it.
"""

import http.client
import json
import random
import re
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.cookies import SimpleCookie
from itertools import count
from urllib.parse import urlencode

import lxml.html

from benchmarks.web.county import PASSWORD

HOST = "127.0.0.1"
LONGEST = 60  # seconds without an answer are an error
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    body: bytes
    comes_again: bool = False  # a page that is still being counted


@dataclass(slots=True)
class Client:
    """Somebody signed in at one browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None
    number: int = field(default_factory=count().__next__)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        token = [("csrfmiddlewaretoken", self.cookies["csrftoken"])]
        return self._ask("POST", path, urlencode(token + fields), FORM)

    def send_file(self, path: str, fields: dict[str, str], name: str, content: bytes) -> Answer:
        mark = uuid.uuid4().hex
        given = fields | {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in given.items()
        ]
        parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="t.xlsx"\r\n\r\n')
        body = "".join(parts).encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def post_json(self, path: str, data: object, token: str) -> Answer:
        """By an interface, with a token in place of a session."""
        headers = {"Content-Type": "application/json", "Authorization": f"Token {token}"}
        return self._ask("POST", path, json.dumps(data), headers)

    def sign_in(self, name: str) -> "Client":
        self.get("/sign-in/login/")
        answer = self.post("/sign-in/login/", [("login", name), ("password", PASSWORD)])
        assert answer.status == 302, f"{name} could not sign in: {answer.status}"
        return self

    def _ask(
        self, method: str, path: str, body: str | bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Once more on a new connection where the server closed an idle one, as browsers do."""
        sent = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **(headers or {}),
        }
        if self.connection is None:
            self.connection = self._connect()
        try:
            self.connection.request(method, path, body, sent)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.connection.close()
            self.connection.request(method, path, body, sent)
            answer = self.connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return Answer(answer.status, answer.headers.get("Location", ""), content, "Refresh" in answer.headers)

    def _connect(self) -> http.client.HTTPConnection:
        """From an address of its own: sign-in counts tries by address."""
        own = (f"127.0.{self.number // 250 + 1}.{self.number % 250 + 1}", 0)
        return http.client.HTTPConnection(HOST, self.port, timeout=LONGEST, source_address=own)


KIND = "party_day"


@dataclass(slots=True)
class Secretary:
    """Who keeps the records of a branch of 40, a filled form at hand; ``kept`` are acknowledged saves."""

    client: Client
    form: str = f"/gatherings/record/?kind={KIND}"
    fields: list[tuple[str, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    counted: str = ""  # where the last save led
    draw: random.Random = field(default_factory=random.Random)

    def open_form(self) -> Answer:
        answer = self.client.get(self.form)
        if not self.fields:
            page = next(
                one for one in lxml.html.fromstring(answer.body).forms if one.get("id") == "gathering"
            )
            self.fields = [
                (name, value) for name, value in page.form_values() if name not in ("csrfmiddlewaretoken",)
            ]
        return answer

    def save(self) -> Answer:
        """A gathering of 40 on one of the last hundred days, three away; one more where there is one."""
        key = str(uuid.uuid4())
        day = date.today() - timedelta(days=self.draw.randint(1, 100))
        officers = {value for name, value in self.fields if name in ("chair", "recorder", "lecturer")}
        came = [value for name, value in self.fields if name == "came" and value not in officers]
        away = set(self.draw.sample(came, 3))
        fields = [
            (name, key if name == "key" else day.isoformat() if name == "occurred_on" else value)
            for name, value in self.fields
            if not (name == "came" and value in away)
        ]
        fields += [("is_another", "on"), *((f"why-{one}", "work") for one in away)]
        fields = [(name, "第一会议室" if name == "place" else value) for name, value in fields]
        answer = self.client.post("/gatherings/record/", fields)
        if answer.status == 302 and re.fullmatch(r"/duties/counted/\d+/", answer.location):
            self.kept.append(key)
            self.counted = answer.location
        return answer
