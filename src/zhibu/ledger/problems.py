"""What is wrong with the input, row by row: the first of each kind and how many there are."""

from collections.abc import Sequence

from zhibu.plans.errors import ZhibuError

SHOWN = 10


class InputError(ZhibuError):
    """Input files that cannot be used; ``str()`` lists what is wrong, one problem a line."""


class Problems:
    """Collects every problem before anything is refused."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.total = 0

    def add(
        self, file: object, what: str, rows: Sequence[tuple[int, object]], total: int, advice: str
    ) -> None:
        """``rows`` are the first rows with the value found there; ``total`` counts all."""
        self.total += total
        self.lines += [f"{file} 第 {row_no} 行：{what}“{found}”；{advice}" for row_no, found in rows]
        if total > len(rows):
            self.lines.append(f"{file}：这样的行共 {total} 行，以上只列出前 {len(rows)} 行")

    def raise_any(self) -> None:
        if self.lines:
            raise InputError("\n".join([f"输入有 {self.total} 处错误，台账未生成：", *self.lines]))
