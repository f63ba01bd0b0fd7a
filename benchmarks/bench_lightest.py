"""The lightest year of a branch of each sector under all bundled plans: size, seconds, gatherings."""

from __future__ import annotations

import time

from zhibu.plans.codes import Level, Sector
from zhibu.plans.library import library_folder
from zhibu.plans.lightest import lightest_year
from zhibu.plans.loading import load_plans

YEAR = 2026
GROUPS = 2


def main() -> None:
    plans = load_plans([library_folder()])
    print(f"branch, {YEAR}, {len(plans)} plans, {GROUPS} groups")
    print(f"{'sector':<12}{'one by one':>12}{'gatherings':>12}{'bound':>8}{'variables':>11}{'seconds':>9}")
    for sector in Sector:
        before = time.perf_counter()
        year = lightest_year(plans, Level.BRANCH, sector, YEAR, groups=GROUPS)
        taken = time.perf_counter() - before
        counts = f"{year.one_by_one:>12}{len(year.gatherings):>12}{year.bound:>8}{year.variables:>11}"
        print(f"{sector.value:<12}{counts}{taken:>9.2f}")


if __name__ == "__main__":
    main()
