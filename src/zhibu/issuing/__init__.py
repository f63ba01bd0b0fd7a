"""Issuing plans (印发方案): from a document to reviewed duties that bind organizations.

Offered to other apps: ``queries.plans_in_force``, ``queries.plans_for``, ``actions.issue``.
"""
