"""Names made from a small list of words of our own, by a seeded draw: the same county every time."""

import random
from collections.abc import Iterator

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余"
    "杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
)
FIRST = (
    "文志建国明永春秀玉丽晓海立新成德庆长金荣雪梅兰芳桂清思雨子嘉"
    "一俊佳慧敏静宏伟光学家振宗耀世守正维安泽承启瑞"
)
SECOND = (
    "华强军平生林山峰辉亮杰斌涛超勇波宁东阳敏霞娟燕红英玲珍芬莲香"
    "琴云凤洁颖婷欣怡然彤涵轩昊宇航博远达康健和顺义仁礼信"
)


def people(draw: random.Random) -> Iterator[str]:
    """Names of two or three characters, without end."""
    while True:
        name = draw.choice(SURNAMES) + draw.choice(FIRST)
        yield name if draw.random() < 0.18 else name + draw.choice(SECOND)


def id_number(draw: random.Random, number: int) -> str:
    """A number of the right form whose area (990000) is assigned to nowhere, with a right check digit."""
    body = (
        f"990000{draw.randint(1945, 2005)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}{number % 1000:03}"
    )
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return (
        body
        + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
    )


def phone(draw: random.Random) -> str:
    """A number of eleven digits in a range that no network uses (100…)."""
    return f"100{draw.randint(0, 99_999_999):08}"
