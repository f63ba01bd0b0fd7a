"""PDF: the text of its pages, read by a program of its own (``pdf_pages``).

A damaged or hostile PDF can make a parser loop, recurse or fill the memory, and fail in any way at
all. In a process of its own that costs a time limit, and whatever it dies of means "damaged".
"""

import json
import subprocess
import sys

from zhibu.plans.documents import limits
from zhibu.plans.errors import DocumentError

TEXT_INSTEAD = "用 Word 原稿，或把文字另存为 .txt"
PROGRAM = (sys.executable, "-P", "-m", "zhibu.plans.documents.pdf_pages")
REFUSALS = {
    "encrypted": "已加密；请取消密码后再试",
    "pages": f"超过 {limits.PDF_PAGES} 页；请只保留方案正文",
    "empty": "没有页面；请换成有内容的文档",
    "no_text": "没有文字，多半是扫描件；请先做文字识别（OCR），或用 Word 原稿",
}


def read(data: bytes) -> str:
    try:
        done = subprocess.run(  # noqa: S603 (our own module, no shell, the file comes by standard input)
            PROGRAM, input=data, capture_output=True, timeout=limits.PDF_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise DocumentError(
            f"{limits.PDF_SECONDS} 秒还没有读完，文件过大或已损坏；请{TEXT_INSTEAD}"
        ) from None
    if done.returncode:
        raise DocumentError(f"已损坏或不完整；请重新取得文件，或{TEXT_INSTEAD}")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise DocumentError(REFUSALS[answer["refused"]])
    text: str = answer["text"]
    return text
