"""What is to be done, and why: months and years of branches and members, traces, what a record counts for.

Nothing here decides a status: plans come from ``issuing``, facts from ``gatherings``; ``zhibu.plans`` and
``zhibu.ledger`` say what is due and how it stands. Nothing is stored.
"""
