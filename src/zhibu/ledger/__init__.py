"""The ledger: the status of every due, from plans, subjects and facts; one set of SQL rules."""

from zhibu.ledger.build import Engine, build_ledger
from zhibu.ledger.explain import Reason, Trace, explain
from zhibu.ledger.facts import DueStatus, Exemption, Fact, Status
from zhibu.ledger.prepare import Inputs, Question
from zhibu.ledger.problems import InputError
from zhibu.ledger.running import RunningLedger
from zhibu.ledger.single import CompiledPlans, evaluate, evaluate_organizations
from zhibu.ledger.standing import Counted, count_dues, status_on

__all__ = [
    "CompiledPlans",
    "Counted",
    "DueStatus",
    "Engine",
    "Exemption",
    "Fact",
    "InputError",
    "Inputs",
    "Question",
    "Reason",
    "RunningLedger",
    "Status",
    "Trace",
    "build_ledger",
    "count_dues",
    "evaluate",
    "evaluate_organizations",
    "explain",
    "status_on",
]
