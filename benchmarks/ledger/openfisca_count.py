"""One rule in OpenFisca-core, in an environment of its own: openfisca_count.py FOLDER OUT [checked] → JSON.

The rule: at least one general meeting in the quarter. It reads the same files and writes the same dues, row
for row and column for column, as the ledger with a plan of that one duty. A summary it does not write, and
the input it checks, as the ledger does, only when asked to. OpenFisca takes one number an organization
and month, so the facts are read and grouped with pyarrow and numpy, which is faster here than pandas.
Starting Python and importing are not counted.
"""

import json
import sys
import time
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openfisca_core.entities import Entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Organization = Entity("organization", "organizations", "An organization", "")
Organization.is_person = True
YEAR = 2024
QUARTERS = {
    3: ("2024-01-01", "2024-03-31"),
    6: ("2024-04-01", "2024-06-30"),
    9: ("2024-07-01", "2024-09-30"),
    12: ("2024-10-01", "2024-12-31"),
}
KINDS = "party_day committee_meeting general_meeting lecture group_study org_life_meeting appraisal"
ACTIVITIES = [*KINDS.split(), "volunteer", "disclosure"]
AS_OF = np.datetime64("2024-10-01")
ALWAYS, NEVER = np.datetime64("1900-01-01"), np.datetime64("2200-01-01")


def quarter(last_month: int) -> tuple[np.datetime64, np.datetime64]:
    first, last = QUARTERS[last_month]
    return np.datetime64(first), np.datetime64(last)


class Status(Enum):
    met = "met"
    partial = "partial"
    open = "open"
    overdue = "overdue"


class meetings_held(Variable):  # noqa: N801
    value_type = int
    entity = Organization
    definition_period = DateUnit.MONTH
    label = "General meetings held in the month"


class since(Variable):  # noqa: N801
    value_type = date
    entity = Organization
    definition_period = DateUnit.ETERNITY
    label = "First day of the organization"


class until(Variable):  # noqa: N801
    value_type = date
    entity = Organization
    definition_period = DateUnit.ETERNITY
    label = "Day on which the organization is no more"


class meetings_of_quarter(Variable):  # noqa: N801
    value_type = int
    entity = Organization
    definition_period = DateUnit.MONTH  # OpenFisca has no quarters: asked for the quarter's last month
    label = "General meetings held in the three months that end here"

    def formula(organization: Any, period: Any) -> Any:  # noqa: N805
        return sum(organization("meetings_held", period.offset(back)) for back in (0, -1, -2))


class quarterly_meeting(Variable):  # noqa: N801
    value_type = Enum
    possible_values = Status
    default_value = Status.open
    entity = Organization
    definition_period = DateUnit.MONTH
    label = "At least one general meeting in the quarter"

    def formula(organization: Any, period: Any) -> Any:  # noqa: N805
        starts, ends = quarter(period.start.month)
        met = organization("meetings_of_quarter", period) >= 1
        whole = (organization("since", period) <= starts) & (organization("until", period) > ends)
        past = Status.overdue if ends < AS_OF else Status.open
        return np.where(met, Status.met.index, np.where(whole, past.index, Status.partial.index))


def monthly_counts(folder: str, org_ids: pa.ChunkedArray) -> np.ndarray:
    own = pc.field("member_id").is_null() & pc.field("measure").is_null()
    facts = pq.read_table(
        f"{folder}/facts.parquet",
        columns=["org_id", "occurred_on", "quantity"],
        filters=(pc.field("activity") == "general_meeting") & own,
    )
    months = facts["occurred_on"].to_numpy().astype("datetime64[M]").astype(int) - 12 * (YEAR - 1970)
    mine = (months >= 0) & (months < 12)
    numbers = pc.index_in(facts["org_id"], org_ids.combine_chunks()).to_numpy()
    amounts = facts["quantity"].fill_null(1).to_numpy()[mine]
    cells = numbers[mine] * 12 + months[mine]
    return np.bincount(cells, amounts, minlength=len(org_ids) * 12).reshape(len(org_ids), 12)


def check(folder: str) -> None:
    """What the ledger refuses: ids missing or used twice, unknown parents and organizations, codes, days."""
    organizations = pq.read_table(f"{folder}/organizations.parquet")
    facts = pq.read_table(f"{folder}/facts.parquet")
    for ids in (organizations["org_id"], facts["fact_id"]):
        assert ids.null_count == 0
        assert pc.count_distinct(ids).as_py() == len(ids)
    assert pc.all(pc.is_in(organizations["parent_id"].drop_null(), organizations["org_id"])).as_py()
    assert pc.all(pc.is_in(pc.unique(facts["org_id"]), organizations["org_id"])).as_py()
    assert pc.all(pc.is_in(pc.unique(facts["activity"]), pa.array(ACTIVITIES))).as_py()
    assert pc.unique(facts["member_id"]).to_pylist() == [None]  # the world has no members
    days, amounts = pc.min_max(facts["occurred_on"]).as_py(), pc.min_max(facts["quantity"]).as_py()
    assert ALWAYS <= np.datetime64(days["min"]) <= np.datetime64(days["max"]) <= NEVER
    assert 0 <= amounts["min"] <= amounts["max"] <= 1e8


def filled_in(folder: str, system: TaxBenefitSystem) -> tuple[pa.Table, Simulation]:
    """The organizations, and a simulation that knows of them what the rule asks for."""
    organizations = pq.read_table(f"{folder}/organizations.parquet", columns=["org_id", "since", "until"])
    counts = monthly_counts(folder, organizations["org_id"])
    simulation = SimulationBuilder().build_default_simulation(system, count=len(organizations))
    for name, otherwise in (("since", ALWAYS), ("until", NEVER)):
        days = organizations[name].fill_null(otherwise.item()).to_numpy()
        simulation.set_input(name, "ETERNITY", days.astype("datetime64[D]"))
    for month in range(12):
        simulation.set_input("meetings_held", f"{YEAR}-{month + 1:02}", counts[:, month])
    return organizations, simulation


def dues(organizations: pa.Table, simulation: Simulation, last_month: int) -> pa.Table:
    asked = f"{YEAR}-{last_month:02}"
    status = simulation.calculate("quarterly_meeting", asked)
    achieved = simulation.calculate("meetings_of_quarter", asked)
    since, until = (simulation.calculate(name, asked) for name in ("since", "until"))
    starts, ends = quarter(last_month)
    there = (since <= ends) & (until > starts) & (since < until)
    rows = int(there.sum())

    def same(value: object, kind: pa.DataType) -> pa.DictionaryArray:
        """One value in every row: as a dictionary, which costs pyarrow least."""
        return pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), pa.array([value], kind))

    words = pa.array([str(each.value) for each in Status])
    amounts = pa.array(achieved[there].astype(np.int64))
    return pa.table(
        {
            "plan_id": same("one-rule", pa.string()),
            "duty_id": same("meeting", pa.string()),
            "subject_type": same("organization", pa.string()),
            "subject_id": organizations["org_id"].filter(pa.array(there)),
            "period_start": same(starts.item(), pa.date32()).cast(pa.date32()),
            "period_end": same(ends.item(), pa.date32()).cast(pa.date32()),
            "required": same(Decimal(1), pa.decimal128(18, 4)).cast(pa.decimal128(18, 4)),
            "achieved": amounts.cast(pa.decimal128(23, 4)).cast(pa.decimal128(18, 4)),
            "status": pa.DictionaryArray.from_arrays(np.asarray(status)[there].astype(np.int32), words),
            "excess": pa.array(np.zeros(rows, bool)),
        }
    )


def main(folder: str, out: str, checked: str = "") -> None:
    system = TaxBenefitSystem([Organization])
    system.add_variables(meetings_held, meetings_of_quarter, since, until, quarterly_meeting)
    began = time.perf_counter()
    if checked:
        check(folder)
    organizations, simulation = filled_in(folder, system)
    whole = pa.concat_tables([dues(organizations, simulation, last) for last in QUARTERS])
    pq.write_table(whole, out, compression="zstd")
    print(json.dumps({"seconds": time.perf_counter() - began, "dues": len(whole)}))


main(*sys.argv[1:])
