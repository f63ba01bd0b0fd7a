"""The text of a plan document: plain text, Markdown, web page, Word or PDF.

What a file says it is (its extension) is checked against what it holds (its first bytes) before
anything is parsed, and everything is bounded. Whatever cannot be read is a ``DocumentError``.
"""

from zhibu.plans.documents.reading import EXTENSIONS, Document, Kind, read_document

__all__ = ["EXTENSIONS", "Document", "Kind", "read_document"]
