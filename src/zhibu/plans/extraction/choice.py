"""Which deed of a clause a number or a recurrence governs."""

import re

from zhibu.plans.codes import Activity
from zhibu.plans.extraction.activities import LIGHT, Deed
from zhibu.plans.extraction.clauses import Clause
from zhibu.plans.extraction.tokens import Quantity, Token

REACH = 8
CALLED = re.compile("(?:召开|举行|举办)[^，。；、]{0,8}$")
SITTINGS = (Activity.GENERAL_MEETING, Activity.COMMITTEE_MEETING, Activity.GROUP_MEETING)

TAKEN_UP = {Activity.DECISION, Activity.DISCUSSION, Activity.GROUP_STUDY, Activity.INDEX_ASSESSMENT}

TOGETHER = re.compile("和|、|与|及|以及|暨|并|，")
AND = re.compile("和|、|与|及|以及")
TO_HOLD = re.compile(
    "(?:每[年月季半学个两三一二]*[年月度期]?|按[月季]|一般|原则上|至少|不少于|应当?|要|须|均|都|各|分别|召开|开|举行|一次|1次|会议|专题|集中)*"
)
FORMS = re.compile("等|其他|形式|方式")
GENERIC_MEETING = re.compile(
    r"(?:召开|举行|举办|开好|开)[^，。；：]{0,24}会议?(?![员费场展上后前期精纪记议决材方通制室内])"
)
NAMELESS = re.compile("(?:召开|举行|开)(?:一次|1次)?会议?")
SHOW = re.compile("(?:诵读|朗诵|演唱|歌咏|音乐|运动|联欢|茶话|文艺|发布|展览|展示|晚)会$")
MEETINGS = {*SITTINGS, Activity.ORG_LIFE_MEETING, Activity.DEMOCRATIC_LIFE_MEETING}
ADMISSION = re.compile(
    "(?<![、和])(?:入党积极分子|积极分子|发展对象|预备党员|入党申请|转正申请|入党介绍人|培养联系人|介绍人)(?![、]|参加|列席)"
)
ADMITTED = {
    Activity.OTHER,
    Activity.TRAINING,
    Activity.APPRAISAL,
    Activity.INSPECTION,
    Activity.DECISION,
    Activity.EXEMPLAR,
    Activity.POST,
    Activity.PAIRING,
    Activity.PUSH,
    Activity.GROUP_STUDY,
    Activity.INDEX_ASSESSMENT,
    Activity.DISCLOSURE,
}


def governed(found: list[Deed], anchor: Token | None, left: int, right: int, text: str) -> list[Deed]:
    """The deeds that the token at ``anchor`` governs between two places: none, one, or several joined."""
    inside = [deed for deed in found if left <= deed.start and deed.end <= right]
    inside = [deed for deed in inside if not qualifies(deed, inside, text)]
    if not inside:
        return []
    if anchor is None:
        return head(inside, text)
    own = taking(inside, anchor, text)
    if own:
        return taken_up([own], inside, text)
    after = [deed for deed in inside if deed.start >= anchor.start and deed.end > anchor.end]
    before = [deed for deed in inside if deed.end <= anchor.start or deed.start < anchor.start]
    if after and (near(anchor, after[0], text) or not before):
        return taken_up(head(after, text), inside, text)
    if before:
        return side_by_side(before, anchor, text) or taken_up([nearest(before, text)], inside, text)
    return head(after, text) if after else []


def qualifies(act: Deed, inside: list[Deed], text: str) -> bool:
    """召开调研成果交流会: an act between 召开 and the name of the meeting only says what kind it is."""
    meetings = [
        deed
        for deed in inside
        if deed.start >= act.end and text[deed.start : deed.end].endswith(("会", "会议"))
    ]
    if not act.act or not meetings or re.search("，|、|并|和", text[act.end : meetings[0].start]):
        return False
    return bool(CALLED.search(text[: act.start])) and meetings[0].start - act.end <= REACH


def taking(inside: list[Deed], anchor: Token, text: str) -> Deed | None:
    """The act whose object the number counts: 评选一批, 联系指导一个, 结对1-2户."""
    before = [deed for deed in inside if deed.end <= anchor.start]
    if not before or not before[-1].act or not isinstance(anchor, Quantity):
        return None
    between = text[before[-1].end : anchor.start]
    plain = len(between) <= REACH and not re.search(rf"，|、|{LIGHT}|讲|上|听|作|过|每|全年|于", between)
    return before[-1] if plain else None


def side_by_side(before: list[Deed], anchor: Token, text: str) -> list[Deed]:
    """党员大会、支委会每季度各召开一次: sittings named together are one demand each."""
    if not TO_HOLD.fullmatch(text[before[-1].end : anchor.start]):
        return []
    joined = before[-1:]
    for deed in before[-2::-1]:
        if deed.act or not AND.fullmatch(text[deed.end : joined[0].start]):
            break
        joined.insert(0, deed)
    codes = {deed.code for deed in joined}
    return joined if len(codes) == len(joined) > 1 and codes <= set(SITTINGS) | {Activity.LECTURE} else []


def taken_up(chosen: list[Deed], inside: list[Deed], text: str) -> list[Deed]:
    """支委会每季度研究一次…: the sitting is the demand, what it takes up is not."""
    if len(chosen) != 1 or chosen[0].code not in TAKEN_UP:
        return chosen
    before = [deed for deed in inside if deed.end <= chosen[0].start]
    if not before or before[-1].act or before[-1].code not in SITTINGS:
        return chosen
    between = text[before[-1].end : chosen[0].start]
    held = TO_HOLD.match(between)
    called = held is not None and re.search("开|会议", held[0])
    whole = held is not None and called and (held.end() == len(between) or held[0].endswith("会议"))
    return before[-1:] if whole else chosen


def near(anchor: Token, deed: Deed, text: str) -> bool:
    """The object follows the number in the same breath."""
    return not re.search("，|、(?!农)", text[anchor.end : deed.start])


def nearest(before: list[Deed], text: str) -> Deed:
    """The last deed before the number; an act that takes it as its object stays the deed."""
    last = before[-1]
    for deed in before[:-1][::-1]:
        if (
            deed.act
            and (not last.act or deed.end == last.start)
            and not re.search("，|、", text[deed.end : last.start])
            and deed.start >= last.start - 16
        ):
            return deed
    return last


def head(after: list[Deed], text: str) -> list[Deed]:
    """The first act, else the last event of the first group; deeds joined by 和 or 、 stand side by side."""
    first = after[0]
    group = [first]
    for deed in after[1:]:
        between = text[group[-1].end : deed.start]
        if re.search("，|；", between):
            break
        group.append(deed)
    if len(group) > 1 and not first.act and named_by(first, group[1]):
        return head(after[1:], text)
    joined = coordinated(group, text)
    if len(joined) > 1 or joined_same(group, text):
        return joined
    if first.act:
        return [first]
    if first.code in SITTINGS and "召开" in text[: first.start]:
        return [first]  # called in order to hear or discuss something: the meeting is the demand
    act = next((deed for deed in group if deed.act), None)
    if act and act.code is Activity.TRAINING and act.start == first.end:
        return [act]  # 党务公开业务培训: what the training is on
    return [act or group[-1]] if act is None or act.start > first.end else [first]


def named_by(event: Deed, act: Deed) -> bool:
    """“两优一先”评选表彰: the event only names what the act behind it does."""
    return act.act and act.code is event.code and act.start - event.end <= 1


def joined_same(group: list[Deed], text: str) -> bool:
    """民主评议党员、党性分析: two words of one activity are one deed."""
    return (
        len(group) > 1
        and group[1].code is group[0].code
        and text[group[0].end : group[1].start] in ("和", "、", "与", "及")
    )


def coordinated(group: list[Deed], text: str) -> list[Deed]:
    """Different deeds parted by nothing but 和, 与, 、 and at most a few describing words."""
    kept = [group[0]]
    for deed in group[1:]:
        between = text[kept[-1].end : deed.start]
        if not re.fullmatch(
            f'(?:党员|活动|工作|会|制度|情况)?"?(?:和|、|与|及|以及|暨|并(?:同时|同步)?(?=召开|开展|组织|进行))"?(?:{LIGHT})?(?:专题|党员|年度|支部|班子)?',
            between,
        ):
            break
        kept.append(deed)
    if len(kept) > 2 and FORMS.match(text, kept[-1].end):
        return kept[:1]
    codes: dict[Activity, Deed] = {}
    for deed in kept:
        codes.setdefault(deed.code, deed)
    return list(codes.values())


def meeting(text: str, left: int, right: int, topic: Activity | None) -> Deed | None:
    """A meeting of a kind no word list names is a sitting to decide; a nameless one is the topic's own."""
    match = GENERIC_MEETING.search(text, left, right)
    if not match or SHOW.search(match[0]):
        return None
    nameless = topic in MEETINGS and NAMELESS.fullmatch(match[0])
    code = topic if topic and nameless else Activity.DECISION
    return Deed(match.start(), match.end(), code, False)


STEPS = {
    Activity.ADMISSION: {
        Activity.OTHER, Activity.REPORT, Activity.HEART_TALK, Activity.DISCLOSURE, Activity.DECISION,
        Activity.GENERAL_MEETING, Activity.LECTURE, Activity.DISCUSSION, Activity.PUSH,
    },
    Activity.ELECTION: {
        Activity.OTHER, Activity.REPORT, Activity.INSPECTION, Activity.RECTIFICATION, Activity.PUSH,
    },
}  # what is done on the way of a matter, by code of the matter  # fmt: skip
STEP = re.compile("入党|转正|预备党员|发展对象|积极分子|授课|届满|候选人")


def step_of(matter: Activity | None, code: Activity, clause: Clause) -> Activity | None:
    """审批, 备案, 公示 in rules on admission or election are steps of it (convention 11)."""
    if matter is None or code not in STEPS[matter]:
        return None
    within = code is Activity.DISCLOSURE or any(when.relative for when in clause.carriers.whens)
    talks = code is Activity.HEART_TALK
    return (
        matter if within or (STEP.search(clause.text) and not talks and code is not Activity.REPORT) else None
    )


def admitted(code: Activity, sentence: str) -> bool:
    """Training, introducers and deadlines of admission belong to admission (convention 11)."""
    return code in ADMITTED and bool(ADMISSION.search(sentence))
