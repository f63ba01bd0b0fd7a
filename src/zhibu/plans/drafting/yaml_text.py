"""A drafted plan as YAML for reading: the original wording stands as a comment above each duty."""

from collections.abc import Mapping
from enum import Enum
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from zhibu.plans.drafting.lines import one_line
from zhibu.plans.model import Plan

WIDTH = 4096  # Chinese sentences are not folded: a fold would put a space into them
LONGEST_QUOTE = 200
SHORT_MAPS = {"issuer", "in_force", "applies_to", "for", "on", "place"}  # on one line
HEADING = "方案文件草稿：# 后是原文，review 是待核对的原因。核对一条删去一条 review。"
DUTY_COLUMN = 6  # where the list of duties stands, and the comments in it


def write_yaml(plan: Plan, text: str = "") -> str:
    """The plan file; ``text`` is the document's text, from which the quotes above duties are taken."""
    data = plan.model_dump(by_alias=True, exclude_none=True)
    data["in_force"]["to"] = plan.in_force.to
    tree = node(data)
    tree.yaml_set_start_comment(HEADING)
    for clause in tree["clauses"]:
        quote_above(clause.get("duties", CommentedSeq()), text)
    out = StringIO()
    writer().dump(tree, out)
    return out.getvalue()


def writer() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = WIDTH
    yaml.allow_unicode = True
    return yaml


def node(value: Any) -> Any:
    """Plain values as the writer's own nodes; keys that select nothing are left out."""
    if isinstance(value, Mapping):
        filled = {key: node(item) for key, item in value.items() if key == "clauses" or item not in ({}, ())}
        tree = CommentedMap(filled)
        for key in SHORT_MAPS & tree.keys():
            tree[key].fa.set_flow_style()
        return tree
    if isinstance(value, list | tuple):
        return CommentedSeq(map(node, value))
    return value.value if isinstance(value, Enum) else value


def quote_above(duties: CommentedSeq, text: str) -> None:
    for index, duty in enumerate(duties):
        place = duty.get("place")
        quote = one_line(text[place["start"] : place["end"]], LONGEST_QUOTE) if place else ""
        if quote:
            duties.yaml_set_comment_before_after_key(index, before=quote, indent=DUTY_COLUMN)
