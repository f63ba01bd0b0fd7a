"""What is measured: pages at one client, saves, an evening of a party day, the server killed."""

import http.client
import io
import os
import random
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial

import xlsxwriter

from benchmarks.web.client import Answer, Client, Secretary
from benchmarks.web.counting import Found, found
from benchmarks.web.server import Server

PEOPLE = 40


@dataclass(slots=True)
class Times:
    """Seconds of each request, and how many were not answered as they should."""

    name: str
    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    load: float = field(default_factory=lambda: os.getloadavg()[0])

    def time(self, ask: Callable[[], Answer], wanted: int = 200) -> Answer | None:
        began = time.perf_counter()
        try:
            answer = ask()
        except (OSError, http.client.HTTPException):
            self.errors += 1
            return None
        self.seconds.append(time.perf_counter() - began)
        self.errors += answer.status != wanted
        return answer

    def told(self) -> dict[str, float | int | str]:
        spread = statistics.quantiles(self.seconds, n=100) if len(self.seconds) > 1 else [*self.seconds] * 99
        p50, p95 = (round(1000 * spread[at], 1) for at in (49, 94))
        return {
            "what": self.name,
            "n": len(self.seconds),
            "p50": p50,
            "p95": p95,
            "errors": self.errors,
            "load": self.load,
        }


# ── one client ───────────────────────────────────────────────────────────────────────────────────
def pages(port: int, times: int) -> list[Times]:
    """Each page after two requests that are not counted, which fill what every process keeps."""
    county, branch = Client(port).sign_in("county"), Client(port).sign_in("branch1")
    top = county.get("/help/").location
    wait_until_counted(county, top)
    asked = {
        "this month, a branch": lambda: branch.get("/duties/"),
        "this month, the county": lambda: county.get("/duties/"),
        "where help is needed, the county": lambda: county.get(top),
        "records of a branch": lambda: branch.get("/gatherings/"),
        "roster search, a name among 60,000": lambda: county.get("/registry/members/?q=%E7%8E%8B"),
        "roster search, a branch": lambda: branch.get("/registry/members/?q=%E7%8E%8B"),
    }
    measured = []
    for name, ask in asked.items():
        for _again in range(4):
            ask()
        one = Times(name)
        for _number in range(times):
            one.time(ask)
        measured.append(one)
    return measured


def wait_until_counted(county: Client, top: str) -> None:
    """The first look at a new county counts all of it; every later one finds the counts."""
    while county.get(top).comes_again:
        time.sleep(0.1)


def saving(port: int, times: int) -> list[Times]:
    one = Secretary(Client(port).sign_in("branch2"))
    form, save, after = (
        Times("form of a gathering"),
        Times("save of a gathering with 40"),
        Times("what it counts for"),
    )
    for number in range(times + 3):
        kept = (Times("warm"),) * 3 if number < 3 else (form, save, after)
        kept[0].time(one.open_form)
        kept[1].time(one.save, 302)
        kept[2].time(lambda: one.client.get(one.counted))
    return [form, save, after]


def importing(port: int, members: int, times: int) -> list[Times]:
    """A table of new members for the whole county: sent, looked at, confirmed."""
    county = Client(port).sign_in("county")
    sent, seen, done = (
        Times(f"import of {members:,} members: {what}") for what in ("sent", "preview", "confirmed")
    )
    top = county.get("/help/").location.strip("/").split("/")[-1]
    for number in range(times):
        send = partial(county.send_file, "/registry/members/import/", {"organization": top}, "file")
        answer = sent.time(partial(send, table(members, number)), 302)
        assert answer is not None and answer.location, "the table was not taken"
        place = answer.location
        answer = seen.time(partial(county.get, place))
        assert answer is not None
        mark = answer.body.split(b'name="fingerprint" value="')[1].split(b'"')[0].decode()
        done.time(partial(county.post, place, [("fingerprint", mark)]), 302)
    return [sent, seen, done]


def table(members: int, number: int) -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["党组织", "姓名", "类别", "入党日期"])
        for row in range(members):
            branch = 3 * (row % 60) + 1  # of sixty, none with an account that saves
            sheet.write_row(row + 1, 0, [f"B{branch}", f"新来{number}第{row}人", "农村", "2010-07-01"])
    return kept.getvalue()


# ── many clients ─────────────────────────────────────────────────────────────────────────────────
@dataclass(slots=True)
class Crowd:
    """What many clients did at once, and what the database holds of it."""

    name: str
    clients: int
    seconds: float
    requests: dict[str, Times]
    kept: list[str]
    load: float

    def told(self) -> dict[str, object]:
        everything = Times(
            "all", [one for times in self.requests.values() for one in times.seconds], load=self.load
        )
        everything.errors = sum(one.errors for one in self.requests.values())
        in_database = found(self.kept)
        return {
            **everything.told(),
            "what": self.name,
            "clients": self.clients,
            "seconds": round(self.seconds, 1),
            "a_second": round(everything.told()["n"] / self.seconds, 1),  # type: ignore[operator]
            "attendances_a_second": round(PEOPLE * len(self.kept) / self.seconds),
            "saved": len(self.kept),
            **asdict(in_database),
            "of_which": [one.told() for one in self.requests.values()],
        }


def crowd(name: str, port: int, clients: int, seconds: float, evening: bool) -> Crowd:
    """Each client goes on with the next request as soon as the last is answered."""
    people = [Secretary(Client(port).sign_in(f"branch{number + 1}")) for number in range(clients)]
    for number, one in enumerate(people):
        one.draw.seed(number)
        one.open_form()
    counties = [Client(port).sign_in("county") for _number in range(2 if evening else 0)]
    load, requests, lock, over = os.getloadavg()[0], dict[str, Times](), threading.Lock(), threading.Event()

    def timed(what: str, ask: Callable[[], Answer], wanted: int = 200) -> None:
        own = Times(what)
        own.time(ask, wanted)
        with lock:
            kept = requests.setdefault(what, Times(what))
            kept.seconds += own.seconds
            kept.errors += own.errors

    def branch(one: Secretary) -> None:
        while not over.is_set():
            for what, ask, wanted in evening_of(one) if evening else [("save", one.save, 302)]:
                if not over.is_set():
                    timed(what, ask, wanted)

    def county(one: Client) -> None:
        top = one.get("/help/").location
        while not over.is_set():
            timed("help page, county", lambda: one.get(top))
            over.wait(2)

    threads = [threading.Thread(target=branch, args=(one,)) for one in people[len(counties) :]]
    threads += [threading.Thread(target=county, args=(one,)) for one in counties]
    began = time.perf_counter()
    for one in threads:
        one.start()
    time.sleep(seconds)
    over.set()
    for one in threads:
        one.join()
    took = time.perf_counter() - began
    return Crowd(name, clients, took, requests, [key for one in people for key in one.kept], load)


def evening_of(one: Secretary) -> list[tuple[str, Callable[[], Answer], int]]:
    """A secretary after the party day: what is due, the form, the save, what it counts for, lists."""
    return [
        ("this month", lambda: one.client.get("/duties/"), 200),
        ("form", one.open_form, 200),
        ("save", one.save, 302),
        ("what it counts for", lambda: one.client.get(one.counted), 200),
        ("records", lambda: one.client.get("/gatherings/"), 200),
        ("roster search", lambda: one.client.get("/registry/members/?q=%E7%8E%8B"), 200),
    ]


# ── killed ───────────────────────────────────────────────────────────────────────────────────────
def killed(server: Server, times: int, clients: int = 8) -> dict[str, object]:
    """While clients save, SIGKILL for the master and every worker; then count what was acknowledged."""
    lost = kept = halves = 0
    for number in range(times):
        people = [Secretary(Client(server.port).sign_in(f"branch{one + 1}")) for one in range(clients)]
        for one in people:
            one.open_form()
        threads = [threading.Thread(target=until_it_fails, args=(one,)) for one in people]
        for thread in threads:
            thread.start()
        time.sleep(1 + random.Random(number).random())
        server.kill()
        for thread in threads:
            thread.join()
        server.start()
        there: Found = found([key for one in people for key in one.kept])
        kept += sum(len(one.kept) for one in people)
        lost += there.lost
        halves += there.halves
    return {"what": "SIGKILL of the server", "times": times, "saved": kept, "lost": lost, "halves": halves}


def until_it_fails(one: Secretary) -> None:
    try:
        while True:
            one.save()
    except (OSError, http.client.HTTPException):
        return
