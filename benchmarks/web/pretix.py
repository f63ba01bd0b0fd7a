"""pretix's check-ins beside Zhibu's saves: as many processes, clients and the same settings of a database.

pretix is another program, in an environment of its own (``pip install pretix gunicorn``). Here it is told
where its database is, given a day with guests, served by gunicorn, and asked: its interface takes one guest
a request, its office page forty at one press. Run by ``bench_web.py --pretix PYTHON``.
"""

import argparse
import json
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from benchmarks.web.client import HOST, LONGEST, Answer, Client
from benchmarks.web.measures import PEOPLE, Times
from zhibu.site.serving import THREADS, WORKERS

GUESTS = 40_000
STAFF, PASSWORD = "staff@example.org", "who-comes-2026"
FILL = f"""
import json
from datetime import timedelta
from django.utils.timezone import now
from django_scopes import scopes_disabled
from pretix.base.models import Event, Order, OrderPosition, Organizer, User
with scopes_disabled():
    county = Organizer.objects.create(name="County", slug="county")
    day = Event.objects.create(
        organizer=county, name="Day", slug="day", date_from=now(), live=True, currency="EUR", plugins="")
    item = day.items.create(name="Entry", default_price=0)
    here = day.checkin_lists.create(name="Here", all_products=True)
    team = county.teams.create(
        name="Staff", all_events=True, all_event_permissions=True, all_organizer_permissions=True)
    team.members.add(User.objects.create_user("{STAFF}", "{PASSWORD}"))
    web = county.sales_channels.get(identifier="web")
    orders = Order.objects.bulk_create(
        [Order(code=f"B{{n:05}}", event=day, organizer=county, status="p", total=0, locale="en",
               datetime=now(), expires=now() + timedelta(days=9), email="a@example.org", sales_channel=web)
         for n in range({GUESTS // PEOPLE})])
    guests = OrderPosition.objects.bulk_create(
        [OrderPosition(order=order, organizer=county, item=item, price=0, tax_rate=0, tax_value=0,
                       positionid=k, secret=f"{{order.code}}x{{k}}",
                       pseudonymization_id=f"P{{order.pk}}x{{k}}",
                       attendee_name_parts={{"_scheme": "full", "full_name": f"Guest {{k}}"}})
         for order in orders for k in range(1, {PEOPLE + 1})], batch_size=2000)
    print(json.dumps({{"token": team.tokens.create(name="clients").token, "list": here.pk,
                      "guests": [[one.pk, one.secret] for one in guests]}}))
"""
CAME = """
import json
from django_scopes import scopes_disabled
from pretix.base.models import Checkin
with scopes_disabled():
    print(json.dumps(list(Checkin.objects.filter(successful=True).values_list("position", flat=True))))
"""


@dataclass(slots=True)
class Pretix:
    """One installation, on the database of the environment."""

    python: Path
    folder: Path
    port: int

    def configure(self) -> None:
        database = f"backend=sqlite3\nname={self.folder / 'db.sqlite3'}"
        if "DATABASE_URL" in os.environ:
            server = urlsplit(os.environ["DATABASE_URL"])
            with closing(psycopg.connect(server.geturl(), autocommit=True)) as connection:
                connection.execute("CREATE DATABASE pretix")
            database = "\n".join(
                ["backend=postgresql", "name=pretix", f"user={server.username}", f"host={server.hostname}"]
                + [f"port={server.port}"]
            )
        own = f"[pretix]\nurl=http://{HOST}:{self.port}\ndatadir={self.folder}\n[database]\n{database}\n"
        (self.folder / "pretix.cfg").write_text(own)

    def run(self, *arguments: str) -> str:
        """What a command of pretix prints last."""
        done = subprocess.run(
            [self.python, "-m", "pretix", *arguments],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            **self._place,
        )
        return done.stdout.strip().rpartition("\n")[2]

    @contextmanager
    def served(self) -> Iterator[None]:
        command = [self.python.with_name("gunicorn"), "pretix.wsgi", "--bind", f"{HOST}:{self.port}"]
        command += ["--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "warning"]
        with (self.folder / "server.log").open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, **self._place)
        try:
            until = time.monotonic() + LONGEST
            while not self._answers():
                assert process.poll() is None and time.monotonic() < until, "pretix did not start"
                time.sleep(0.2)
            yield
        finally:
            process.terminate()
            process.wait()

    def _answers(self) -> bool:
        try:
            return Client(self.port).get("/control/login").status == 200
        except OSError:
            return False

    @property
    def _place(self) -> dict:
        return {
            "cwd": self.folder,
            "env": os.environ | {"PRETIX_CONFIG_FILE": str(self.folder / "pretix.cfg")},
        }


@dataclass(slots=True)
class Door:
    """Somebody who scans at a door, by the documented interface: a guest a request."""

    port: int
    world: dict
    guests: Iterator
    kept: list[list[int]] = field(default_factory=list)
    client: Client | None = None
    what = "pretix: a check-in a request"
    wanted = 201

    def ask(self) -> Answer:
        guest, secret = next(self.guests)
        self.client = self.client or Client(self.port)
        sent = {"secret": secret, "lists": [self.world["list"]], "source_type": "barcode"}
        address = "/api/v1/organizers/county/checkinrpc/redeem/"
        answer = self.client.post_json(address, sent, self.world["token"])
        if answer.status == self.wanted and json.loads(answer.body)["status"] == "ok":
            self.kept.append([guest])
        return answer


@dataclass(slots=True)
class Office:
    """Somebody signed in at the page of the list, who ticks forty and presses once.

    The page leads on with the same answer whether it took them or not, and says which in a message: what was
    taken is counted in the database.
    """

    port: int
    world: dict
    guests: Iterator
    kept: list[list[int]] = field(default_factory=list)
    client: Client | None = None
    what = "pretix: check-ins of 40"
    wanted = 302

    def signed_in(self) -> Client:
        client = Client(self.port)
        client.get("/control/login")
        answer = self._post(client, "/control/login", [("email", STAFF), ("password", PASSWORD)])
        assert answer.status == 302, f"could not sign in to pretix: {answer.status}"
        return client

    def ask(self) -> Answer:
        ticked = [guest for guest, _secret in islice(self.guests, PEOPLE)]
        self.client = self.client or self.signed_in()
        address = f"/control/event/county/day/checkinlists/{self.world['list']}/bulk_action"
        answer = self._post(self.client, address, [("checkin", str(one)) for one in ticked])
        if answer.status == self.wanted:
            self.kept.append(ticked)
        return answer

    def _post(self, client: Client, address: str, fields: list[tuple[str, str]]) -> Answer:
        client.cookies["csrftoken"] = client.cookies["pretix_csrftoken"]
        return client.post(address, fields)


def crowd(people: list[Door] | list[Office], seconds: float) -> tuple[float, Times, list[list[int]]]:
    """Each goes on as soon as it is answered, after one that is not counted; gives who was taken."""
    for one in people:
        one.ask()
        one.kept.clear()
    times, load, over = [Times(one.what) for one in people], os.getloadavg()[0], threading.Event()

    def go_on(one: Door | Office, own: Times) -> None:
        while not over.is_set():
            own.time(one.ask, one.wanted)

    threads = [threading.Thread(target=go_on, args=pair) for pair in zip(people, times, strict=True)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    over.set()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    every = Times(people[0].what, [second for own in times for second in own.seconds], load=load)
    every.errors = sum(own.errors for own in times)
    return took, every, [guests for one in people for guests in one.kept]


def measured(pretix: Pretix, world: dict, seconds: float) -> list[dict[str, object]]:
    guests, told = iter(world["guests"]), []
    for clients in (8, 50):
        for kind in (Door, Office):
            took, times, kept = crowd(
                [kind(pretix.port, world, guests) for _number in range(clients)], seconds
            )
            came = set(json.loads(pretix.run("shell", "-c", CAME)))
            there = [one for one in kept if came.issuperset(one)]
            missing = len(kept) - len(there)
            if kind is Office:
                times.errors, missing = times.errors + missing, 0
            told.append(
                times.told()
                | {"clients": clients, "a_second": round(len(times.seconds) / took, 1)}
                | {"attendances_a_second": round(sum(map(len, there)) / took), "saved": len(there)}
                | {"lost": missing, "halves": 0}
            )
    return told


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--python", type=Path, required=True)
    asked.add_argument("--into", type=Path, required=True)
    asked.add_argument("--quick", action="store_true")
    given = asked.parse_args()
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        pretix = Pretix(given.python.absolute(), Path(folder), port)
        pretix.configure()
        pretix.run("migrate")
        world = json.loads(pretix.run("shell", "-c", FILL))
        with pretix.served():
            told = measured(pretix, world, 8 if given.quick else 30)
    given.into.write_text(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
