"""The lightest year as a table to read, JSON, a phone's calendar or a workbook."""

from zhibu.plans.lightest.exports.to_ics import lightest_ics
from zhibu.plans.lightest.exports.to_json import lightest_json
from zhibu.plans.lightest.exports.to_table import lightest_table
from zhibu.plans.lightest.exports.to_xlsx import lightest_xlsx

__all__ = ["lightest_ics", "lightest_json", "lightest_table", "lightest_xlsx"]
