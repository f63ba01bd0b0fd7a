"""Small ways about WordprocessingML, in its transitional and its strict form."""

from lxml import etree

NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",  # the strict form of ISO/IEC 29500
)


def local_name(element: etree._Element) -> str:
    """The name without its namespace; empty for other markup than WordprocessingML."""
    tag = str(element.tag)
    return tag.partition("}")[2] if tag.startswith(NAMESPACES) else ""


def named(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of a name."""
    children = () if element is None else element
    return next((child for child in children if local_name(child) == name), None)


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute of WordprocessingML; empty when it is absent."""
    values = (element.get(space + name) for space in NAMESPACES) if element is not None else ()
    return next((str(value) for value in values if value is not None), "")
