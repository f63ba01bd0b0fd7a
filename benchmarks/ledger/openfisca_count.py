"""One rule in OpenFisca-core, in an environment of its own: openfisca_count.py FOLDER OUT → seconds as JSON.

The rule: at least one general meeting in the quarter. OpenFisca takes one number an organization and month,
so the facts are read and grouped with pandas, as its users do; all four quarters are computed, and the
dues are written with organization, quarter, achieved and met. Starting Python and importing are not counted.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Organization = Entity("organization", "organizations", "An organization", "")
Organization.is_person = True
QUARTER_ENDS = (3, 6, 9, 12)


class meetings_held(Variable):  # noqa: N801
    value_type = int
    entity = Organization
    definition_period = DateUnit.MONTH
    label = "General meetings held in the month"


class meetings_of_quarter(Variable):  # noqa: N801
    value_type = int
    entity = Organization
    definition_period = DateUnit.MONTH  # OpenFisca has no quarters: asked for the quarter's last month
    label = "General meetings held in the three months that end here"

    def formula(organization: Any, period: Any) -> Any:  # noqa: N805
        return sum(organization("meetings_held", period.offset(back)) for back in (0, -1, -2))


class quarterly_meeting_met(Variable):  # noqa: N801
    value_type = bool
    entity = Organization
    definition_period = DateUnit.MONTH
    label = "At least one general meeting in the quarter"

    def formula(organization: Any, period: Any) -> Any:  # noqa: N805
        return organization("meetings_of_quarter", period) >= 1


def monthly_counts(folder: str) -> tuple[pd.Index, np.ndarray]:
    organizations = pd.Index(pd.read_parquet(f"{folder}/organizations.parquet", columns=["org_id"])["org_id"])
    facts = pd.read_parquet(
        f"{folder}/facts.parquet",
        columns=["org_id", "member_id", "occurred_on"],
        filters=[("activity", "==", "general_meeting")],
    )
    days = pd.to_datetime(facts["occurred_on"])
    mine = facts["member_id"].isna().to_numpy() & (days.dt.year == 2024).to_numpy()
    numbers = organizations.get_indexer(facts["org_id"][mine])
    cells = numbers * 12 + days[mine].dt.month.to_numpy() - 1
    counts = np.bincount(cells, minlength=len(organizations) * 12).reshape(len(organizations), 12)
    return organizations, counts


def main(folder: str, out: str) -> None:
    system = TaxBenefitSystem([Organization])
    system.add_variables(meetings_held, meetings_of_quarter, quarterly_meeting_met)
    began = time.perf_counter()
    organizations, counts = monthly_counts(folder)
    simulation = SimulationBuilder().build_default_simulation(system, count=len(organizations))
    for month in range(12):
        simulation.set_input("meetings_held", f"2024-{month + 1:02}", counts[:, month])
    quarters = []
    for last in QUARTER_ENDS:
        met = simulation.calculate("quarterly_meeting_met", f"2024-{last:02}")
        achieved = simulation.calculate("meetings_of_quarter", f"2024-{last:02}")
        columns = {"subject_id": organizations, "quarter": last // 3, "achieved": achieved, "met": met}
        quarters.append(pd.DataFrame(columns))
    dues = pd.concat(quarters)
    dues.to_parquet(out, compression="zstd")
    seconds = time.perf_counter() - began
    Path(out).unlink()
    print(json.dumps({"seconds": seconds, "met": int(dues["met"].sum()), "dues": len(dues)}))


main(*sys.argv[1:])
