"""Plan files: read, check, and refuse with every problem named by file and line.

A plan file is YAML 1.2 without anchors, aliases and tags: nothing in it needs them, and without them
a file cannot grow when it is read (a "YAML bomb").
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent

from zhibu.plans.errors import PlanFileError, Problem, why_not
from zhibu.plans.messages import sentence
from zhibu.plans.model import Plan

LARGEST_FILE = 1_000_000  # bytes; the longest real plan is a twentieth of it
DEEPEST_NESTING = 20
SUFFIXES = (".yaml", ".yml")

Checked = TypeVar("Checked", bound=BaseModel)


def load_plans(paths: Iterable[Path]) -> tuple[Plan, ...]:
    """Read plan files and folders of them, in the order of the names given.

    Raises PlanFileError with the problems of all files at once, ids used twice included.
    """
    plans: dict[str, tuple[Plan, Path]] = {}
    problems: list[Problem] = []
    for path in plan_files(paths):
        try:
            plan = load_plan(path)
        except PlanFileError as wrong:
            problems.extend(wrong.problems)
            continue
        if plan.id in plans:
            problems.append(
                Problem(
                    path, 1, f"方案编号 {plan.id} 已在 {plans[plan.id][1]} 中用过；每份方案的 id 须各不相同"
                )
            )
        else:
            plans[plan.id] = plan, path
    if problems:
        raise PlanFileError(problems)
    return tuple(plan for plan, _ in plans.values())


def plan_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files meant: a folder stands for the plan files directly in it. Each file once."""
    seen: set[Path] = set()
    for path in paths:
        found = sorted(p for p in path.iterdir() if p.suffix in SUFFIXES) if path.is_dir() else [path]
        if not found:
            raise PlanFileError([Problem(path, 1, "文件夹中没有方案文件（.yaml）")])
        for file in found:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def load_plan(path: Path) -> Plan:
    """Read one plan file. Raises PlanFileError with all of its problems."""
    tree = _parse(path, _read(path))
    plan = _checked(path, tree, Plan)
    repeated = list(_repeated_duties(path, tree, plan))
    if repeated:
        raise PlanFileError(repeated)
    return plan


def load_file(path: Path, model: type[Checked]) -> Checked:
    """Read a YAML file of another kind, with the same care. Raises PlanFileError."""
    return _checked(path, _parse(path, _read(path)), model)


def _checked(path: Path, tree: CommentedMap, model: type[Checked]) -> Checked:
    try:
        return model.model_validate(_plain(tree))
    except ValidationError as wrong:
        problems = [_problem(path, tree, error) for error in wrong.errors(include_url=False)]
        raise PlanFileError(problems) from None


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a plan file, for editors."""
    schema = Plan.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def json_schema_text() -> str:
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _refuse(path: Path, line: int, message: str) -> PlanFileError:
    return PlanFileError([Problem(path, line, message)])


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _refuse(path, 1, "文件超过 1 MB，不像是一份方案文件")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        raise _refuse(path, line, "不是 UTF-8 文字；请把文件另存为 UTF-8 编码") from None
    except OSError as wrong:
        raise _refuse(path, 1, f"文件读不出来：{why_not(wrong)}") from None


def _parse(path: Path, text: str) -> CommentedMap:
    try:
        _refuse_what_can_grow(path, text)
        tree = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        raise _refuse(path, mark.line + 1 if mark else 1, f"YAML 写法有误：{_yaml_words(wrong)}") from None
    except (YAMLError, ValueError, RecursionError):
        raise _refuse(path, 1, "YAML 写法有误；请核对缩进、冒号和引号") from None
    if not isinstance(tree, CommentedMap):
        raise _refuse(path, 1, "文件应由“键: 值”组成；方案文件从 id、title、issuer、in_force、clauses 写起")
    return tree


def _yaml_words(wrong: MarkedYAMLError) -> str:
    if "duplicate key" in str(wrong.problem):
        return "同一个键写了两次；每个键只能写一次"
    return "请核对这一行及上一行的缩进、冒号和引号"


def _refuse_what_can_grow(path: Path, text: str) -> None:
    """Walk the events, which cost no memory, before anything is built from them."""
    depth = 0
    for event in YAML(typ="rt", pure=True).parse(text):
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            raise _refuse(path, line, "方案文件不用锚点和别名（& 和 *）；请把内容写全")
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST_NESTING:
            raise _refuse(path, line, f"嵌套超过 {DEEPEST_NESTING} 层；请核对缩进和括号")


def _plain(node: Any) -> Any:
    """Without the reader's own types, so that the model sees what the file says."""
    if isinstance(node, Mapping):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [_plain(value) for value in node]
    return node


def _problem(path: Path, tree: CommentedMap, error: ErrorDetails) -> Problem:
    line, where = _locate(tree, error["loc"])
    return Problem(path, line, f"{where}：{sentence(error)}" if where else sentence(error))


def _locate(tree: CommentedMap, loc: tuple[int | str, ...]) -> tuple[int, str]:
    """The line of an error and the keys that lead to it, as ``clauses[2].duties[1].every``.

    Steps of the model that the file does not have (a key that is missing, the kind of a date rule)
    are passed over, so a missing key is named at the line of what should hold it.
    """
    node: Any = tree
    line, where = 1, ""
    for step in loc:
        if isinstance(node, CommentedMap) and step in node:
            line, where = node.lc.key(step)[0] + 1, f"{where}.{step}" if where else str(step)
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            line, where = node.lc.item(step)[0] + 1, f"{where}[{step + 1}]"
        else:
            continue
        node = node[step]
    return line, where


def _repeated_duties(path: Path, tree: CommentedMap, plan: Plan) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for c, clause in enumerate(plan.clauses):
        for d, duty in enumerate(clause.duties):
            line, where = _locate(tree, ("clauses", c, "duties", d, "id"))
            if duty.id in seen:
                yield Problem(
                    path, line, f"{where}：{duty.id} 在第 {seen[duty.id]} 行用过；一份方案里各条 id 须不同"
                )
            seen.setdefault(duty.id, line)
