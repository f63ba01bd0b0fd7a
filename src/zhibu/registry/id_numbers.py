"""Resident identity numbers (GB 11643): 17 digits and a check character."""

import re

from django.utils.translation import gettext as _

SHAPE = re.compile(r"\d{17}[\dX]")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def problem(number: str) -> str:
    """What is wrong with a number, as a sentence; empty when nothing is."""
    is_whole = bool(SHAPE.fullmatch(number)) and number[-1] == check_character(number)
    if is_whole:
        return ""
    if "E" in number or (number.isdecimal() and len(number) == 18 and number.endswith("000")):
        return _("身份证号丢了末几位（表格把它当成了数字）；请把这一列设为“文本”后重新填写")
    if not SHAPE.fullmatch(number):
        return _("身份证号应为 18 位，末位是数字或 X")
    return _("身份证号的校验位不对，请核对是否抄错")


def check_character(number: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECKS[total % 11]
