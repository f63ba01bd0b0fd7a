"""All dues on Apache Spark: the same rules over the same prepared tables, handed over as Parquet.

DuckDB reads, checks and numbers the input as it does for itself; Spark takes the tables from the working
folder, which every worker of a cluster must be able to reach, and writes its parts there.
"""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from zhibu.ledger.amounts import SCALE
from zhibu.ledger.inputs import quoted
from zhibu.ledger.names import DUES, SUMMARY
from zhibu.ledger.prepare import Say
from zhibu.ledger.problems import InputError
from zhibu.ledger.rules import rules
from zhibu.plans.codes import SubjectType

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MASTER = "local[*]"


def write_ledger(connection: duckdb.DuckDBPyConnection, folder: Path, say: Say, master: str = MASTER) -> None:
    """Write the parts of both files below ``folder``. Raises InputError where Java or PySpark is missing."""
    say("启动 Spark")
    spark = session(master)
    try:
        for subject_type in SubjectType:
            say(f"计算{subject_type.label}应办（Spark）")
            given = folder.parent / f"spark-{subject_type}"
            _hand_over(connection, subject_type, given)
            _evaluate(spark, subject_type, given, folder)
    finally:
        spark.stop()


def session(master: str) -> "SparkSession":
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise InputError(
            "没有安装 PySpark，请先安装：pip install 'zhibu[spark]'；或用 --engine duckdb"
        ) from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise InputError("Spark 需要 Java 17 或更高版本，这台机器上没有找到；请安装，或用 --engine duckdb")
    settings: dict[str, bool | float | int | str | None] = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": 2 * (os.cpu_count() or 1) if master.startswith("local") else 400,
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master(master).appName("zhibu ledger").config(map=settings)
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as wrong:
        raise InputError(
            f"Spark 没有启动：{wrong}。请检查 Java 和 --spark-master，或用 --engine duckdb"
        ) from wrong


def tables(subject_type: SubjectType) -> dict[str, str]:
    """What the rules read, for one type of subject, as queries over the prepared tables."""
    own = subject_type is SubjectType.ORGANIZATION
    named = {
        name: f"select * from {subject_type}_{name}" for name in ("demand", "selected", "calendar", "duty")
    }
    return named | {
        "subject": f"select subject_id, class_no, since, until from {subject_type}",
        "owner": f"select subject_id, org_no from {subject_type}",
        "fact": f"""select {"org_id" if own else "member_id"} as subject_id, activity, measure, occurred_on,
            quantity from fact_in where member_id {"is null" if own else "is not null"}""",
        "exemption": f"""select subject_id, activity, "from" as from_day, "to" as to_day from exemption_in
            where subject_type = '{subject_type}'""",
        "organization": "select org_no, subject_id as organization_id from organization",
        "above": """with recursive above(org_no, above_no) as (
            select org_no, org_no from organization union all
            select a.org_no, o.parent_no from above a join organization o on o.org_no = a.above_no
            where o.parent_no is not null) select * from above""",
    }


def _hand_over(connection: duckdb.DuckDBPyConnection, subject_type: SubjectType, folder: Path) -> None:
    folder.mkdir()
    for name, query in tables(subject_type).items():
        connection.execute(f"copy ({query}) to {quoted(folder / f'{name}.parquet')} (format parquet)")


def _evaluate(spark: "SparkSession", subject_type: SubjectType, given: Path, folder: Path) -> None:
    for name in tables(subject_type):
        spark.read.parquet(str(given / f"{name}.parquet")).createOrReplaceTempView(name)
    due = spark.sql(rules("due")).persist()
    due.createOrReplaceTempView("due")
    spark.sql(dues_query(subject_type)).write.parquet(str(folder / DUES / subject_type))
    spark.sql(rules("own")).createOrReplaceTempView("own")
    spark.sql(rules("subtree")).createOrReplaceTempView("counted")
    spark.sql(SUMMARY_QUERY).write.parquet(str(folder / SUMMARY / subject_type))
    due.unpersist()
    spark.catalog.dropTempView("due")


def dues_query(subject_type: SubjectType) -> str:
    return f"""select y.plan_id, y.duty_id, '{subject_type}' as subject_type, due.subject_id,
        d.starts as period_start, d.ends as period_end,
        cast(d.required / {SCALE} as decimal(18, 4)) as required,
        cast(due.achieved / {SCALE} as decimal(18, 4)) as achieved, due.status, due.excess
        from due join demand d on d.demand_no = due.demand_no join duty y on y.duty_no = d.duty_no"""


SUMMARY_QUERY = """select o.organization_id, y.plan_id, y.duty_id, c.status, c.n
    from counted c join organization o on o.org_no = c.org_no join duty y on y.duty_no = c.duty_no"""
