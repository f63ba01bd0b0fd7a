"""PDF: the text of its pages, read by a program of its own (``pdf_pages``).

A damaged or hostile PDF can make a parser loop, recurse or fill the memory, and fail in any way at
all. In a process of its own that costs a time limit, and whatever it dies of means "damaged".
"""

import json
import subprocess
import sys

from zhibu.plans.documents import limits
from zhibu.plans.errors import DocumentError
from zhibu.plans.speaking import say, term

PROGRAM = (sys.executable, "-P", "-m", "zhibu.plans.documents.pdf_pages")
REFUSALS = {
    "encrypted": term("已加密；请取消密码后再试"),
    "pages": term("超过 %(n)s 页；请只保留方案正文"),
    "empty": term("没有页面；请换成有内容的文档"),
    "no_text": term("没有文字，多半是扫描件；请先做文字识别（OCR），或用 Word 原稿"),
}


def read(data: bytes) -> str:
    try:
        done = subprocess.run(  # noqa: S603 (our own module, no shell, the file comes by standard input)
            PROGRAM, input=data, capture_output=True, timeout=limits.PDF_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise DocumentError(
            say("%(n)s 秒还没有读完，文件过大或已损坏；请换成 Word 原稿或 .txt", n=limits.PDF_SECONDS)
        ) from None
    if done.returncode:
        raise DocumentError(say("已损坏或不完整；请重新取得文件，或换成 Word 原稿或 .txt"))
    answer = json.loads(done.stdout)
    refused = answer.get("refused")
    if refused is not None:
        raise DocumentError(say(REFUSALS[refused], n=limits.PDF_PAGES))
    text: str = answer["text"]
    return text
