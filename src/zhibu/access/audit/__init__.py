"""The audit: every change and every look at what is sensitive, added to a chain that shows any tampering.

``recording`` is the seam that every verb calls; ``chain`` seals what was recorded; ``verifying`` walks the
chain; ``guards`` are the database's own refusals; ``words`` and ``reading`` say it all as people read it.
"""

from zhibu.access.audit.recording import Entry, record_event, record_events

__all__ = ["Entry", "record_event", "record_events"]
