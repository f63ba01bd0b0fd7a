"""Months and years as calendars: what is due, what was recorded, and what a branch has planned to hold.

The lightest year is proposed by ``zhibu.plans.lightest`` and adopted as planned gatherings; what they would
come to is worked out by ``zhibu.ledger``. Beside it: private calendar feeds, and reminders.
"""
