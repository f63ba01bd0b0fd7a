"""What such a system may not do (facts, section 1): watch people. For ranking: test_no_ranking."""

import re

from django.apps import apps

WATCHING = re.compile(
    r"login|logged|last_seen|seen_at|read_at|viewed|dwell|screen_time|online|streak|check_?in|latitude|longitude"
    r"|location|track|likes?$|views?$|points|score|rank|religi|belief|ethnic"
)


def test_nothing_kept_about_people_watches_or_ranks_them():
    kept = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("zhibu.")
        for field in model._meta.get_fields()
        if field.concrete and WATCHING.search(field.name)
    ]
    assert kept == []
