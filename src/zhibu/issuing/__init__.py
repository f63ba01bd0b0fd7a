"""Issuing plans (印发方案): a document becomes duties that a person has reviewed, for the organizations it binds.

Offered to other apps: ``queries.plans_in_force``, ``queries.plans_for``, ``actions.issue``.
"""
