"""What is to be done, and why: this month and year of a branch or a member, the trace, what a record counted for.

Nothing here decides a status: plans come from ``issuing``, facts from ``gatherings``, and ``zhibu.plans`` and
``zhibu.ledger`` say what is due and how it stands. Nothing is stored.
"""
