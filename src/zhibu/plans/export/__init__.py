"""A year as people take it with them: a table, a phone's calendar, a workbook, JSON."""

from zhibu.plans.export.rows import Calendar, Row, Source, year_calendar
from zhibu.plans.export.table import table
from zhibu.plans.export.to_ics import ics
from zhibu.plans.export.to_json import as_data, year_json
from zhibu.plans.export.to_xlsx import xlsx

__all__ = ["Calendar", "Row", "Source", "as_data", "ics", "table", "xlsx", "year_calendar", "year_json"]
