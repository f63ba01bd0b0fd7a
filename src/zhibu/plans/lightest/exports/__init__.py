"""The lightest year as a table to read, JSON, an .ics calendar or an .xlsx workbook, each as bytes."""

from collections.abc import Callable

from zhibu.plans.lightest.exports.ics import as_ics
from zhibu.plans.lightest.exports.json import as_json
from zhibu.plans.lightest.exports.table import as_table
from zhibu.plans.lightest.exports.xlsx import as_xlsx
from zhibu.plans.lightest.result import LightestYear

FORMATS: dict[str, Callable[[LightestYear], bytes]] = {
    "table": as_table,
    "json": as_json,
    "ics": as_ics,
    "xlsx": as_xlsx,
}

__all__ = ["FORMATS", "as_ics", "as_json", "as_table", "as_xlsx"]
