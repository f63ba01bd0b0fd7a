"""Why a person should look at a drafted duty: kept in Chinese, in the plan file, and said when shown."""

import re

from zhibu.plans.speaking import say, term

# Those that hold a value, as they are kept and as they are recognized again.
NO_MEASURE = term("计量“%(what)s”没有对应的写法，请核对数量")
BY_SHARE = term("按比例要求（%(amount)s），请核对基数并改写成数量")
BY_UNIT = term("数量按“每%(unit)s”计（%(amount)s），请核对")
EACH_TIME = term("每次另有数量要求（%(amount)s），没有写入，请核对")
NO_RULE = term("时间要求（%(value)s）没有对应的写法，请核对")
WITH_VALUES = (NO_MEASURE, BY_SHARE, BY_UNIT, EACH_TIME, NO_RULE)

# Those that the reading of sentences gives (``zhibu.plans.extraction``).
OF_READING = (
    term("责任主体由上文推定"),
    term("事项由上文推定"),
    term("未能识别事项"),
    term("文字可能识别有误"),
    term("数量缺少单位"),
)


def reason_in_words(kept: str) -> str:
    """A reason as it is kept, in the reader's language."""
    for template in WITH_VALUES:
        found = _pattern(template).fullmatch(kept)
        if found:
            return say(template, **found.groupdict())
    return say(kept)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"%\\\((\w+)\\\)s|%\((\w+)\)s", r"(?P<\1\2>.*)", re.escape(template)))
