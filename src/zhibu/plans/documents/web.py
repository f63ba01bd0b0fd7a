"""Web pages: what a browser would show as text, one line a block, cells of a row parted by tabs."""

import re
from collections.abc import Iterator

from lxml import etree, html

from zhibu.plans.documents import plain
from zhibu.plans.errors import DocumentError
from zhibu.plans.speaking import say

DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I
)
DECLARED_WITHIN = 4096
DECODERS = dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030") | {"big5": "big5"}
HIDDEN = {"script", "style", "noscript", "template", "head", "select", "textarea", "object", "svg", "iframe"}
BLOCK_NAMES = (
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot "
    "thead tr ul"
)
BLOCKS = frozenset(BLOCK_NAMES.split())
CELLS = {"td", "th"}
FLOW_SPACE = re.compile(r"[ \t\r\n\f]+")
LINE_END, CELL_END = "\x1d", "\x1f"  # stand-ins until white space is collapsed; pages hold no such characters
# a line end in the source between two Chinese characters is no space on the page
CHINESE = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
BETWEEN_CHINESE = re.compile(f"(?<={CHINESE}) (?={CHINESE})")


def read(data: bytes) -> str:
    source = decode(data)
    plain.refuse_binary(source)
    return tidy("".join(pieces(parse(source))))


def decode(data: bytes) -> str:
    """UTF-8 when it is that, else as the page declares, else told apart like plain text."""
    declared = DECLARED.search(data, 0, DECLARED_WITHIN)
    name = declared[1].decode("ascii").lower() if declared else ""
    if name in DECODERS and not data.startswith(plain.UTF16_MARKS):
        for encoding in ("utf-8", DECODERS[name]):
            if (text := plain.attempt(data, encoding)) is not None:
                return text
    return plain.decode(data)


def parse(source: str) -> etree._Element:
    """The page's tree. The parser fetches nothing and knows no entities but HTML's own."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root: etree._Element | None = html.document_fromstring(source.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise DocumentError(say("里面没有网页正文；请换成有内容的网页")) from None
    # without these the parser would hand back the page's first part as if it were all
    if root is None or any(error.level_name == "FATAL" for error in parser.error_log):
        raise DocumentError(say("网页嵌套过深或已损坏；请在浏览器中打开，把正文另存为 .txt"))
    return root


def pieces(root: etree._Element) -> Iterator[str]:
    """Text and stand-ins in the order of the page, without what a browser does not show."""
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        starts = event == "start"
        if element.tag in HIDDEN:
            hidden += 1 if starts else -1
        if not hidden:
            yield boundary(element.tag, starts)
            yield (element.text if starts and element.tag not in HIDDEN else None) or ""
        if not starts and not hidden:
            yield element.tail or ""


def boundary(tag: str, starts: bool) -> str:
    if tag in BLOCKS:
        return LINE_END
    return CELL_END if tag in CELLS and not starts else ""


def tidy(text: str) -> str:
    """Collapse white space as a browser does; blank lines and empty cells at a row's end go."""
    flowing = BETWEEN_CHINESE.sub("", FLOW_SPACE.sub(" ", text))
    lines = (line.replace(CELL_END, "\t").strip(" \t") for line in flowing.split(LINE_END))
    return "\n".join(re.sub(r" *\t *", "\t", line) for line in lines if line)
