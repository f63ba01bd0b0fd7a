"""Pages of long lists."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ROWS = 50


def page_of_rows(request: HttpRequest, rows: QuerySet[Any], size: int = ROWS) -> Page[Any]:
    """The page that ``?page=`` asks for; a number out of range gives the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
