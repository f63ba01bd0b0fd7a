"""Instructors and inspectors: branches looked after for a time, visits, matters raised, and samples drawn."""
