"""The contract once more, in plain Python: sections 4 to 7 day by day, sharing no rule with the package.

It takes a world of plain values and is slow and obvious on purpose.
"""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
DAY = timedelta(days=1)
FAR = date(2200, 12, 31)


def days(first, last):
    while first <= last:
        yield first
        first += DAY


def tiles(every, year, start, end):
    """The periods of a year: (first day, last day), before they are held against the time in force."""
    unit, number = every
    if unit == "once":
        mine = [day for day in days(date(year, 1, 1), date(year, 12, 31)) if start <= day <= end]
        return [(mine[0], mine[-1])] if mine else []
    grouped = defaultdict(list)
    if unit == "week":
        for day in days(date(year - 1, 12, 20), date(year + 1, 1, 15)):
            week_year, week, _ = day.isocalendar()
            if week_year == year:
                grouped[(week - 1) // number].append(day)
    elif unit == "year" and number > 1:
        if year < start.year:
            return []
        first = start.year
        while first + number <= year:
            first += number
        return [(date(first, 1, 1), date(first + number - 1, 12, 31))]
    else:
        for day in days(date(year, 1, 1), date(year, 12, 31)):
            grouped[(day.month - 1) // (MONTHS[unit] * number)].append(day)
    return [(min(group), max(group)) for group in grouped.values()]


def selects(filters, subject):
    return all(
        subject[name] in wanted if isinstance(wanted, list) else subject[name] == wanted
        for name, wanted in filters.items()
        if name != "under"
    )


def above(world, org_id):
    found = []
    while org_id is not None:
        found.append(org_id)
        org_id = next(each["parent_id"] for each in world["organizations"] if each["org_id"] == org_id)
    return found


def subjects_of(world, plan, duty):
    organizations = {each["org_id"]: each for each in world["organizations"]}
    scope = plan.get("applies_to", {})
    kind = duty.get("subject", "organization")
    for subject in world["organizations"] if kind == "organization" else world["members"]:
        home = organizations[subject["org_id"]]
        if "under" in scope and scope["under"] not in above(world, home["org_id"]):
            continue
        if selects(scope, home) and selects(duty.get("for", {}), subject):
            yield kind, subject["org_id"] if kind == "organization" else subject["member_id"], subject


def achieved(world, duty, kind, subject_id, first, last):
    total = Fraction(0)
    for fact in world["facts"]:
        if kind == "organization":
            mine = fact["member_id"] is None and fact["org_id"] == subject_id
        else:
            mine = fact["member_id"] == subject_id
        if (
            mine
            and fact["activity"] == duty["activity"]
            and fact["measure"] == duty.get("measure")
            and first <= fact["occurred_on"] <= last
        ):
            total += Fraction(1) if fact["quantity"] is None else Fraction(fact["quantity"])
    return total


def exempt(world, duty, kind, subject_id, last):
    return any(
        each["subject_type"] == kind
        and each["subject_id"] == subject_id
        and each["activity"] in (None, duty["activity"])
        and (each["from"] is None or each["from"] <= last)
        and (each["to"] is None or each["to"] >= last)
        for each in world["exemptions"]
    )


def status(world, duty, done, is_exempt, demanded, last):
    if done >= Fraction(duty["at_least"]):
        return "met"
    if is_exempt:
        return "exempt"
    if not demanded:
        return "partial"
    if world["as_of"] <= last:
        return "open"
    return "optional" if duty.get("force") == "may" else "overdue"


def dues(world):
    """{(plan, duty, subject type, subject, first day, last day): (required, achieved, status, excess)}"""
    found = {}
    for plan in world["plans"]:
        start, end = plan["in_force"]["from"], plan["in_force"]["to"] or FAR
        for duty in (duty for clause in plan["clauses"] for duty in clause["duties"]):
            unit, _, plural = duty["every"].rpartition(" ")
            every = (plural.rstrip("s"), int(unit)) if unit else (duty["every"], 1)
            for first, last in tiles(every, world["year"], start, end):
                if last < start or first > end:
                    continue
                for kind, subject_id, subject in subjects_of(world, plan, duty):
                    since, until = subject["since"] or date(1900, 1, 1), subject["until"] or FAR + DAY
                    alive = [
                        day for day in (first, last, since) if first <= day <= last and since <= day < until
                    ]
                    if not alive:
                        continue
                    demanded = start <= first and last <= end and since <= first and last < until
                    done = achieved(world, duty, kind, subject_id, first, last)
                    is_exempt = exempt(world, duty, kind, subject_id, last)
                    most = duty.get("at_most")
                    found[plan["id"], duty["id"], kind, subject_id, first, last] = (
                        Fraction(duty["at_least"]),
                        done,
                        status(world, duty, done, is_exempt, demanded, last),
                        most is not None and done > Fraction(most),
                    )
    return found


def summary(world, found):
    """{(organization, plan, duty, status): n} over whole subtrees."""
    home = {each["member_id"]: each["org_id"] for each in world["members"]}
    counts = defaultdict(int)
    for (plan, duty, kind, subject_id, *_), (_, _, state, _) in found.items():
        for org_id in above(world, subject_id if kind == "organization" else home[subject_id]):
            counts[org_id, plan, duty, state] += 1
    return dict(counts)
