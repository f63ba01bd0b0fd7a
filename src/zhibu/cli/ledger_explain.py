"""``zhibu ledger explain``: why a due stands as it does."""

import json
import tempfile
from datetime import datetime
from pathlib import Path

import click

from zhibu.cli.ledger_build import world
from zhibu.ledger.explain import Trace
from zhibu.ledger.explain import explain as explain_due
from zhibu.ledger.facts import DueStatus
from zhibu.ledger.one_subject import read_one_subject
from zhibu.ledger.prepare import Inputs, Question
from zhibu.plans.codes import SubjectType

TYPES = [str(each) for each in SubjectType]


@click.command()
@world
@click.option("--subject", "subject_id", required=True, metavar="ID", help="党组织或党员的编号。")
@click.option(
    "--type", "subject_type", type=click.Choice(TYPES), default=TYPES[0], show_default=True, help="对象类型。"
)
@click.option("--plan", "plan_id", metavar="ID", help="只看这份方案。")
@click.option("--duty", "duty_id", metavar="ID", help="只看这项应办。")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="只看包含这一天的周期。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="输出格式。",
)
def explain(
    question: Question,
    files: Inputs,
    subject_id: str,
    subject_type: str,
    plan_id: str | None,
    duty_id: str | None,
    on: datetime | None,
    form: str,
) -> None:
    """逐项说明一个党组织或党员的应办：条款、周期、计入和未计入的事实、状态。"""
    with tempfile.TemporaryDirectory() as work:
        one = read_one_subject(files, SubjectType(subject_type), subject_id, Path(work))
    chosen = [status for status in one.dues(question) if wanted(status, plan_id, duty_id, on)]
    traces = [explain_due(status, one.facts, one.exemptions) for status in chosen]
    click.echo(written(traces, form))


def wanted(status: DueStatus, plan_id: str | None, duty_id: str | None, on: datetime | None) -> bool:
    plan, duty = status.due.cited.key
    return (
        plan_id in (None, plan) and duty_id in (None, duty) and (on is None or on.date() in status.due.period)
    )


def written(traces: list[Trace], form: str) -> str:
    if form == "json":
        return json.dumps([trace.data() for trace in traces], ensure_ascii=False, indent=2)
    return "\n\n".join(trace.text() for trace in traces) or "没有符合条件的应办。"
