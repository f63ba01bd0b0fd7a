"""Generated worlds: plans, a tree, members, facts and exemptions as plain values, and changes to them."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

YEAR = 2024
ACTIVITIES = ["general_meeting", "lecture", "party_day"]
LEVELS = ["town", "committee", "branch"]
SECTORS = ["rural", "organ"]
EVERY = [
    "week",
    "2 weeks",
    "month",
    "2 months",
    "5 months",
    "quarter",
    "half_year",
    "year",
    "2 years",
    "3 years",
]
ORGANIZATIONS = [f"O{number}" for number in range(6)]
MEMBERS = ["M0", "M1", "M2", "O1"]  # one bears an organization's id
DAYS = st.dates(date(2023, 12, 20), date(2025, 1, 10))
EDGES = st.sampled_from([date(2024, 1, 1), date(2024, 3, 31), date(2024, 4, 1), date(2024, 12, 31)])
day = st.one_of(DAYS, EDGES)
maybe_day = st.one_of(st.none(), st.none(), day)
amount = st.sampled_from(
    [Decimal(text) for text in ("0", "0.0001", "0.1", "0.2", "0.7", "1", "1.5", "3", "12.25")]
)


def some(values):
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


@st.composite
def filters(draw, choices):
    keys = draw(st.lists(st.sampled_from(sorted(choices)), max_size=2, unique=True))
    return {key: draw(choices[key]) for key in keys}


ORGANIZATION_FILTER = {"level": some(LEVELS), "sector": some(SECTORS)}
MEMBER_FILTER = {
    "category": some(["rural", "retired"]),
    "is_frail": st.booleans(),
    "is_leader": st.booleans(),
    "is_secretary": st.booleans(),
    "flow": some(["none", "in", "out"]),
}


@st.composite
def duties(draw, name):
    subject = draw(st.sampled_from(["organization", "organization", "member"]))
    least = draw(st.sampled_from([Decimal(1), Decimal(1), Decimal(2), Decimal("0.3"), Decimal("1.5")]))
    duty = {
        "id": name,
        "activity": draw(st.sampled_from(ACTIVITIES)),
        "subject": subject,
        "for": draw(filters(ORGANIZATION_FILTER if subject == "organization" else MEMBER_FILTER)),
        "every": draw(st.sampled_from([*EVERY, "once"])),
        "at_least": least,
        "force": draw(st.sampled_from(["must", "must", "should", "may"])),
    }
    if draw(st.booleans()):
        duty["measure"] = "hours"
    if draw(st.booleans()):
        duty["at_most"] = least + draw(st.sampled_from([0, 1]))
    return duty


@st.composite
def plans(draw, name):
    start = draw(st.one_of(st.dates(date(2021, 1, 1), date(2024, 12, 31)), st.just(date(2020, 1, 1))))
    end = draw(st.one_of(st.none(), st.dates(max(start, date(2023, 12, 1)), date(2025, 3, 1))))
    scope = draw(filters({**ORGANIZATION_FILTER, "under": st.sampled_from(ORGANIZATIONS)}))
    names = [f"d{number}" for number in range(draw(st.integers(1, 4)))]
    return {
        "id": name,
        "title": "测试方案",
        "issuer": {"name": "某镇党委", "level": "town"},
        "in_force": {"from": start, "to": end},
        "applies_to": scope,
        "clauses": [{"ref": "一", "duties": [draw(duties(each)) for each in names]}],
    }


@st.composite
def organizations(draw):
    number = draw(st.integers(1, len(ORGANIZATIONS)))
    return [
        {
            "org_id": org_id,
            "parent_id": draw(st.sampled_from([None, *ORGANIZATIONS[:place]])) if place else None,
            "level": draw(st.sampled_from(LEVELS)),
            "sector": draw(st.sampled_from(SECTORS)),
            "since": draw(maybe_day),
            "until": draw(maybe_day),
        }
        for place, org_id in enumerate(ORGANIZATIONS[:number])
    ]


@st.composite
def members(draw, member_id, org_ids):
    return {
        "member_id": member_id,
        "org_id": draw(st.sampled_from(org_ids)),
        "category": draw(st.sampled_from(["rural", "retired", "student"])),
        "is_leader": draw(st.booleans()),
        "is_secretary": draw(st.booleans()),
        "is_frail": draw(st.booleans()),
        "flow": draw(st.sampled_from(["none", "in", "out"])),
        "since": draw(maybe_day),
        "until": draw(maybe_day),
    }


@st.composite
def facts(draw, fact_id, org_ids, member_ids):
    return {
        "fact_id": fact_id,
        "org_id": draw(st.sampled_from(org_ids)),
        "member_id": draw(st.sampled_from([None, *member_ids])),
        "activity": draw(st.sampled_from(ACTIVITIES)),
        "measure": draw(st.sampled_from([None, None, "hours"])),
        "occurred_on": draw(day),
        "quantity": draw(st.one_of(st.none(), amount)),
    }


@st.composite
def exemptions(draw, org_ids, member_ids):
    kind = draw(st.sampled_from(["organization", "member"] if member_ids else ["organization"]))
    return {
        "subject_type": kind,
        "subject_id": draw(st.sampled_from(org_ids if kind == "organization" else member_ids)),
        "activity": draw(st.sampled_from([None, *ACTIVITIES])),
        "from": draw(maybe_day),
        "to": draw(maybe_day),
    }


@st.composite
def worlds(draw):
    tree = draw(organizations())
    org_ids = [each["org_id"] for each in tree]
    member_ids = draw(st.lists(st.sampled_from(MEMBERS), max_size=4, unique=True))
    return {
        "year": YEAR,
        "as_of": draw(day),
        "plans": [draw(plans(f"p{number}")) for number in range(draw(st.integers(1, 3)))],
        "organizations": tree,
        "members": [draw(members(each, org_ids)) for each in member_ids],
        "facts": [draw(facts(f"f{n}", org_ids, member_ids)) for n in range(draw(st.integers(0, 20)))],
        "exemptions": draw(st.lists(exemptions(org_ids, member_ids), max_size=4)),
    }


@st.composite
def changes(draw, world):
    """What may happen to a world: (kind, value) in the order of happening."""
    org_ids = [each["org_id"] for each in world["organizations"]]
    member_ids = [each["member_id"] for each in world["members"]]
    fact_ids = [each["fact_id"] for each in world["facts"]] + ["late0", "late1"]
    kinds = {
        "put_fact": st.sampled_from(fact_ids).flatmap(lambda each: facts(each, org_ids, member_ids)),
        "remove_fact": st.sampled_from(fact_ids),
        "put_organization": st.sampled_from(world["organizations"]).flatmap(
            lambda each: st.tuples(maybe_day, maybe_day).map(
                lambda life: {**each, "since": life[0], "until": life[1]}
            )
        ),
        "put_exemption": exemptions(org_ids, member_ids),
    }
    if member_ids:
        kinds["put_member"] = st.sampled_from(member_ids).flatmap(lambda each: members(each, org_ids))
    chosen = draw(st.lists(st.sampled_from(sorted(kinds)), min_size=1, max_size=8))
    return [(kind, draw(kinds[kind])) for kind in chosen]
