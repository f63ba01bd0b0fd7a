"""``zhibu plan extract``: the obligations that documents state, as JSON."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from zhibu.cli.output import OutputError, write_files
from zhibu.plans.documents import Document, read_document
from zhibu.plans.errors import DocumentError
from zhibu.plans.extraction import extract


@click.command("extract")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path), help="写入这个文件夹，一份文档一个 .json。"
)
def extract_command(paths: tuple[Path, ...], out: Path | None) -> None:
    """从文档中提取应办事项。

    PATH 是 .txt、.md、.html、.docx 或文字版 .pdf。不写 --out 时打印 JSON：一份文档是一个对象，几份是数组。
    start、end 是原文所在位置，按文字个数从 0 数起。有一份文档读不了，就什么也不写。
    """
    refuse_same_names(paths)
    if out and out.exists() and not out.is_dir():
        raise OutputError(f"{out}：是文件，不是文件夹；--out 请给出文件夹")
    answers = {document.source: as_json(document) for document in read_all(paths)}
    if out:
        write_files({out / f"{source}.json": written(answer) for source, answer in answers.items()})
        return
    found = list(answers.values())
    click.echo(written(found[0] if len(found) == 1 else found), nl=False)


def refuse_same_names(paths: Sequence[Path]) -> None:
    """Two documents of one name would be one file, and one ``source``."""
    twice = [name for name, number in Counter(path.stem for path in paths).items() if number > 1]
    if twice:
        raise DocumentError(f"有几份文档同名：{'、'.join(twice)}；请改名或分几次提取")


def read_all(paths: Sequence[Path]) -> list[Document]:
    """Every document. Raises DocumentError with the reasons of all that cannot be read."""
    documents: list[Document] = []
    problems: list[str] = []
    for path in paths:
        try:
            documents.append(read_document(path))
        except DocumentError as wrong:
            problems.append(str(wrong))
    if problems:
        raise DocumentError("\n".join(problems))
    return documents


def as_json(document: Document) -> dict[str, Any]:
    obligations = [proposal.as_dict() for proposal in extract(document.text)]
    return {"source": document.source, "obligations": obligations}


def written(answer: Any) -> bytes:
    """JSON is UTF-8, whatever the terminal is set to."""
    return (json.dumps(answer, ensure_ascii=False, indent=2) + "\n").encode()
