"""Workbooks made for tests."""

import io

import xlsxwriter


def workbook(rows, merges=(), prepare=None):
    """Rows of values from A1; ``merges`` are (first row, first column, last row, last column, value)."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        date_format = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if hasattr(value, "year"):
                    sheet.write_datetime(number, column, value, date_format)
                elif value is not None:
                    sheet.write(number, column, value)
        for merge in merges:
            sheet.merge_range(*merge)
        if prepare:
            prepare(sheet)
    return kept.getvalue()
