"""Which activity a stretch of a clause names."""

import re
from dataclasses import dataclass
from functools import cache

from zhibu.plans.codes import Activity
from zhibu.plans.extraction.words import Trie, any_of, split, table

LIGHT = "召开|开展|进行|组织|举行|举办|安排|参加|落实|做好|抓好|开好|完成|接受|实行|坚持"
ADVERBIAL = re.compile(
    r"利用[^，。；：]{1,12}?(?=走进|走访|家访|入户|上门)|"
    rf"(?:结合|围绕|根据|按照|依托|利用|借助|以便|对照|针对|参照|依据|通过|采取|运用|采用)[^，。；：]{{1,40}}?(?=(?:，|。|；|等?方式|集中学习|集体学习|收看|观看|自学|每[年月周季半学]|至少|不少于|{LIGHT}|制定|制订|上传|报送|上报|提交|发布|推送|公示|公布|作出|做出|提出|签订|撰写|谈|评选|自查|自评|自检|对|讲|$))"
    r"|以[^，。；：]{1,24}?为(?:单位|主|主题|载体|重点|抓手|契机|内容|主要内容)|(?:在|利用|依托)[^，。；：、的]{0,10}?(?:活动室|活动场所|阵地|党群服务中心|会议室|阅览室|活动中心)(?=[^，。；：、])|在[^，。；：]{1,24}?(?:上|中|期间|基础上|同时|之际)(?=进行|开展|，|作|通报|述职|报告|公示|公布)"
    rf"|(?:对|就)[^，。；：]{{1,40}}?(?=进行|开展|作|做|实施|予以|给予|督查|检查|考核|测评)"
    r"|(?:向|为|给)[^，。；：]{1,40}?(?=进行|开展|兴办|办理|办好|办实事|办成|作|做|报告|述职|汇报|书面|通报|公开|公布|讲|上|发放|发送|推送|公示|承诺|反馈|提交|报送|报备|提供|配发)"
    r"|在[^，。；：]{1,24}?(?=公示|公布|公开|张贴|张榜|上墙)"
    r"|与[^，。；：]{1,20}?(?=合并|一并|一同|同步|结合|衔接)"
    r"|集[^，。；：]{2,30}?(?:于|为)一体的?"
    r"|每次[^，。；：]{1,10}(?:前|后|上|中)(?=先|要|应|须|必|开展|组织|进行|学习)"
    r"|(?:年终|年末|年底|年度|季度|半年)(?:考核|考评|评议|测评|述职)(?=优秀|设定|结果|成绩|得分|分为|等次|分数|总分)"
    r"|迎接[^，。；：]{1,12}?(?:考核|检查|验收|评估|督导|督查)"
    r"|作为[^，。；：]{1,16}?(?:依据|参考|内容)"
    r"|(?:由|经|向|提交|提请)[^，。；、]{0,6}(?:党员大会|支部大会|支部委员会|支委会|党委会|联席会议|总支委员会|总支会议|中心组)(?!议)"
    r"|(?:将|把)[^，。；：]{1,50}?(?=报(?!告|表|送制)|上报|书面|公示|公布|通报|整理|归档|纳入|送|提交|作为|列为|在|汇总)"
    r"|(?:(?![应须要在于])[^，。；：]){0,8}(?:结束|完成|到岗|形成|召开|开展|通过|批准|会|进驻|到任|任职|公布|期满|发现|收到[^，]{0,12})(?:之日起|后|前)(?=[的]?(?:半|[\d一二两三四五六七八九十]))"
)
FRAMING = re.compile(r"[一二两三\d](?:-\d)?个[^，]{0,4}(?:主题|专题|议题|题目|重点)")
GAPPED = re.compile("…|N")
TITLE = re.compile(r"《[^《》\n]{1,60}》(?:的)?|\"三会一课\"|三会一课")


@dataclass(frozen=True, slots=True)
class Deed:
    """A word for an activity; an ``act`` says the deed itself, an event is the object of a light verb."""

    start: int
    end: int
    code: Activity
    act: bool


@cache
def fixed() -> tuple[Trie, dict[str, tuple[Activity | None, bool]]]:
    meanings: dict[str, tuple[Activity | None, bool]] = dict.fromkeys(
        split(table("names")["not_deeds"]), (None, False)
    )
    for code, kinds in table("activities").items():
        for kind, words in kinds.items():
            plain = (word for word in split(words) if not GAPPED.search(word))
            meanings |= {word: (Activity(code), kind == "acts") for word in plain}
    return Trie({word: word for word in meanings}), meanings


@cache
def gapped() -> list[tuple[re.Pattern[str], Activity]]:
    found = []
    for code, kinds in table("activities").items():
        words = [word for kind in kinds.values() for word in split(kind) if GAPPED.search(word)]
        if words:
            found.append((re.compile(any_of(words)), Activity(code)))
    return found


def mask(clause: str) -> str:
    """The clause with titles and adverbial phrases blanked: what they name is not what is demanded."""
    blank = TITLE.sub(lambda match: "\0" * len(match[0]), clause)
    return ADVERBIAL.sub(lambda match: "\0" * len(match[0]), blank)


def deeds(clause: str) -> list[Deed]:
    """All words for activities in the clause, the longest at each place, in order."""
    text = mask(clause)
    trie, meanings = fixed()
    found: list[Deed] = []
    place = 0
    while place < len(text):
        word = trie.at(text, place)
        if word is None:
            place += 1
            continue
        code, act = meanings[word]
        attributive = (
            code is Activity.REPORT and act and text[place + len(word) : place + len(word) + 1] == "的"
        )
        if code is not None and not attributive:
            found.append(Deed(place, place + len(word), code, act))
        place += len(word)
    spans = [
        Deed(match.start(), match.end(), code, True)
        for pattern, code in gapped()
        for match in pattern.finditer(text)
        if not FRAMING.search(match[0])
    ]
    kept = [
        deed for deed in found if not any(span.start <= deed.start and deed.end <= span.end for span in spans)
    ]
    return sorted([*kept, *outermost(spans)], key=lambda deed: (deed.start, -deed.end))


def outermost(spans: list[Deed]) -> list[Deed]:
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    kept: list[Deed] = []
    for span in ordered:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
