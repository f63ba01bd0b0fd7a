"""What a document's head and foot say about it: title, issuer, number and date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhibu.plans.codes import IssuerLevel
from zhibu.plans.drafting.lines import one_line
from zhibu.plans.drafting.numerals import DATE, half_width, read_date
from zhibu.plans.periods import FIRST_YEAR, LAST_YEAR
from zhibu.plans.speaking import term

HEAD_LINES, FOOT_LINES = 60, 15
LONGEST_TITLE = 120
TITLE_LINES = 3
TO_BE_FILLED = "（待填写）"
BODY = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+[章条]")
NUMBER = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{2,12})\s*[〔﹝\[［【(（]\s*(?P<year>[12][0-9]{3})\s*[〕﹞\]］】)）]"
    r"\s*第?\s*(?P<number>[0-9]{1,5})\s*号(?=\s|$)"
)
TITLE_END = re.compile(
    r"(?:方案|意见|通知|办法|制度|规定|规则|细则|规划|计划|要点|安排|条例)(?:[（(][^（()）]{1,10}[)）])?$"
)
PLACE = re.compile(
    r"(?!关于|城市|城镇|乡镇)[\u4e00-\u9fff]{1,6}?(?:镇|乡|街道|县|(?<!社)区|市|省)(?![民政域直级])"
)
NOTICE = re.compile(r"通知$")
QUOTED_TITLE = re.compile(r"《(.{4,100}?)》(?:等.{0,12})?的?通知$")
SENTENCE = re.compile(r"[。；;！!？?]")
NO_TITLE_LINE = re.compile(r"[。；;！!？?：:》，,★]$|^附件|印发$")
ISSUER = re.compile(
    r"(?:中共|中国共产党)?[\u4e00-\u9fff（）()]{2,30}?"
    r"(?:委员会|党委|党工委|党组|组织部|工委|党总支|总支部|党支部|支部|办公室|领导小组)"
)
# the part of an issuer's name that stands last tells its level
LEVEL_WORDS = (
    (r"支部", IssuerLevel.BRANCH),
    (r"总支(?:部)?", IssuerLevel.GENERAL_BRANCH),
    (r"(?:村|社区|公司|集团|学校|中学|小学|学院|大学|医院)", IssuerLevel.COMMITTEE),
    (r"(?:镇|乡|街道)", IssuerLevel.TOWN),
    (r"(?:局|厅|处|机关工委|直属工委)", IssuerLevel.DEPARTMENT),
    (r"(?:县|区|旗)", IssuerLevel.COUNTY),
    (r"(?:市|州|盟)", IssuerLevel.CITY),
    (r"(?:省|自治区)", IssuerLevel.PROVINCE),
    (r"中央", IssuerLevel.CENTRAL),
)


@dataclass(frozen=True, slots=True)
class Masthead:
    """What was read, or guessed; ``doubts`` say which of it is a guess."""

    title: str
    issuer: str
    level: IssuerLevel
    document_no: str | None
    issued: date
    doubts: tuple[str, ...]


def read_masthead(text: str, source: str, today: date) -> Masthead:
    """Read head and foot; ``source`` names a document without title, ``today`` dates one without date."""
    lines = [line.strip("\ufeff \t\xa0\u3000") for line in text.splitlines()]
    filled = [line for line in lines if line]
    head = head_of(filled)
    ends = [*head, *filled[len(head) :][-FOOT_LINES:]]
    title, number, issuer, issued = find_title(head), find_number(head), find_issuer(ends), find_date(ends)
    level = issuer_level(issuer or place_in(title))
    doubts = (
        (title, term("没有找到标题，暂用文件名")),
        (number, term("没有找到文号")),
        (issuer, term("没有找到发文机关")),
        (level, term("看不出发文机关的层级，暂按部门")),
        (issued, term("没有找到印发日期，生效日期暂用年初")),
    )
    return Masthead(
        title or plain_name(source),
        issuer or TO_BE_FILLED,
        level or IssuerLevel.DEPARTMENT,
        number,
        issued or start_of_year(number, today),
        tuple(doubt for found, doubt in doubts if not found),
    )


def plain_name(source: str) -> str:
    return one_line(source, LONGEST_TITLE) or TO_BE_FILLED


def head_of(lines: Sequence[str]) -> list[str]:
    """The lines before the first numbered part."""
    body = next((i for i, line in enumerate(lines) if BODY.match(line)), len(lines))
    return list(lines[: min(body, HEAD_LINES)])


def find_title(head: Sequence[str]) -> str:
    """The plan's own title, else the one that its covering notice quotes, else the notice's."""
    found = [title_ending_at(head, i) for i, line in enumerate(head) if is_title_end(line)]
    own = [title for title in found if not NOTICE.search(title)]
    quoted = [match[1] for title in found if (match := QUOTED_TITLE.search(title))]
    return next(iter([*own, *quoted, *found]), "")


def is_title_end(line: str) -> bool:
    return len(line) <= LONGEST_TITLE and bool(TITLE_END.search(line)) and not SENTENCE.search(line)


def title_ending_at(head: Sequence[str], last: int) -> str:
    """The title whose last line is given, with the lines above it over which it is broken."""
    title = head[last]
    for line in reversed(head[max(0, last - TITLE_LINES) : last]):
        if "关于" in title or not continues(line):
            break
        title = line + title
    return one_line("".join(title.split()), LONGEST_TITLE)


def continues(line: str) -> bool:
    """Whether a line can be the upper part of a broken title."""
    other = NO_TITLE_LINE.search(line) or DATE.search(line) or NUMBER.match(half_width(line))
    is_other = other or ISSUER.fullmatch(line.removesuffix("文件")) or is_title_end(line) or len(line) < 2
    return not is_other and len(line) <= 60


def find_number(head: Sequence[str]) -> str | None:
    """A number on a line of its own; those of other documents stand inside sentences."""
    for line in head:
        match = NUMBER.match(half_width(line))
        if match:
            return f"{match['body']}〔{match['year']}〕{int(match['number'])}号"
    return None


def find_issuer(lines: Sequence[str]) -> str:
    named = (line.removesuffix("文件").replace(" ", "") for line in lines)
    return next((line for line in named if len(line) <= 40 and ISSUER.fullmatch(line)), "")


def issuer_level(name: str) -> IssuerLevel | None:
    """The level by the last word of the name that tells one; an office of a county is a department."""
    if re.search(r"[县区]委?(?:委员会)?(?:组织部|办公室|机关工委)", name):
        return IssuerLevel.DEPARTMENT
    found = [(match.end(), level) for words, level in LEVEL_WORDS for match in re.finditer(words, name)]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def place_in(title: str) -> str:
    """The place that a title begins with; one later in it is rather where the plan is to be carried out."""
    match = PLACE.match(title)
    return match[0] if match else ""


def find_date(lines: Sequence[str]) -> date | None:
    """A date on a line of its own, or in brackets under the title."""
    for line in lines:
        if DATE.match(line.lstrip("（(")) and len(line) <= 24:
            day = read_date(line)
            if day and FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
    return None


def start_of_year(number: str | None, today: date) -> date:
    match = re.search(r"〔(\d{4})〕", number or "")
    year = int(match[1]) if match else today.year
    return date(year if FIRST_YEAR <= year <= LAST_YEAR else today.year, 1, 1)
