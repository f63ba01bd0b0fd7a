"""What such a system may not do (facts, section 1): watch people, or rank them."""

import ast
import re
from pathlib import Path

from django.apps import apps

import zhibu

WATCHING = re.compile(
    r"login|logged|last_seen|seen_at|read_at|viewed|dwell|screen_time|online|streak|check_?in|latitude|longitude"
    r"|location|track|likes?$|views?$|points|score|rank|religi|belief|ethnic"
)
FIGURE = re.compile(r"count|number|total|points|score|rank|percent|ratio|rate|overdue|done|n$|hours")
SOURCE = Path(zhibu.__file__).parent


def test_nothing_kept_about_people_watches_or_ranks_them():
    kept = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("zhibu.")
        for field in model._meta.get_fields()
        if field.concrete and WATCHING.search(field.name)
    ]
    assert kept == []


def test_no_page_orders_people_or_branches_by_a_figure():
    wrong = []
    for path in sorted(SOURCE.glob("*/*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "order_by":
                names = [one.value for one in call.args if isinstance(one, ast.Constant)]
                wrong += [f"{path.name}:{call.lineno} {name}" for name in names if FIGURE.search(str(name))]
    assert wrong == []
