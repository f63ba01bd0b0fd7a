"""The ledger: the status of every due, from plans, subjects and facts; one set of SQL rules."""

from zhibu.ledger.facts import DueStatus, Exemption, Fact, Status
from zhibu.ledger.single import evaluate

__all__ = ["DueStatus", "Exemption", "Fact", "Status", "evaluate"]
