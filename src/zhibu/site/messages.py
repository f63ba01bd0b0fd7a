"""The catalogues of words: gathered from code, templates and glossary, and compiled, with Babel alone.

Chinese is the source language; ``locale/en`` is the translation. ``.mo`` files are built, not committed.
"""

import ast
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template import Engine
from django.template.base import Node, NodeList
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from zhibu.plans import codes

UNDATED = datetime(2026, 1, 1, tzinfo=UTC)  # a date of today would make every branch conflict
PACKAGE = Path(__file__).parents[1]
LOCALE = Path(__file__).parent / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_")) | {
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
SPOKEN = dict.fromkeys(("say", "term"))
CORE = ("plans", "ledger")
WEB = tuple(sorted(path.parent.name for path in PACKAGE.glob("*/apps.py")))

Message = tuple[str, str | tuple[str, ...]]


def gathered() -> Catalog:
    """Every string of the pages, with the file that it stands in."""
    catalog = Catalog(project="zhibu", charset="utf-8")
    for where, words in [*in_python(), *in_templates(), *in_core(), *in_glossary()]:
        catalog.add(words, locations=[(where, 0)])
    return catalog


def in_python() -> Iterator[Message]:
    for path in _files("*.py"):
        for _line, words, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            yield _name(path), words


def in_templates() -> Iterator[Message]:
    from django.template import engines

    engine = engines["django"].engine  # type: ignore[attr-defined]
    for path in _files("*.html") + _files("*.txt"):
        if "templates" in path.parts:
            for words in _of_template(engine, path.read_text(encoding="utf-8")):
                yield _name(path), words


def in_core() -> Iterator[Message]:
    """What the core says: every ``say("…")`` and ``term("…")`` of ``zhibu.plans`` and ``zhibu.ledger``."""
    for path in _files("*.py", CORE):
        if "zhibu.plans.speaking import" not in path.read_text(encoding="utf-8"):
            continue  # its ``say``, if any, is another
        for _line, words, _comments, _context in extract_from_file("python", path, keywords=SPOKEN):
            yield _name(path), words


def in_glossary() -> Iterator[Message]:
    """The terms of codes: pages show them by ``|label``."""
    from zhibu.access.policy import Ability, Role
    from zhibu.api.models import Scope
    from zhibu.gatherings.grounds import Ground, LeaveState, LeaveVerb
    from zhibu.gatherings.kinds import kinds
    from zhibu.gatherings.models import Reason as Absence
    from zhibu.helping.models import Kind as Help
    from zhibu.helping.models import State as Offered
    from zhibu.ledger import Reason, Status
    from zhibu.ledger.explain import GROUNDS
    from zhibu.plans.wording import UNITS_OF_MEASURES, unit_of
    from zhibu.plans.workdays import MONTH_NAMES, WEEKDAY_NAMES, work_calendar
    from zhibu.privacy.models import State, Wish
    from zhibu.privacy.retention import words_of_the_file
    from zhibu.registry.models import Standing

    terms = [codes.Level, codes.IssuerLevel, codes.Sector, codes.Category, codes.Flow, codes.SubjectType]
    terms += [Ground, LeaveState, LeaveVerb, Scope, State, Wish, Help, Offered]
    for kind in [*terms, codes.Force, codes.Activity, Standing, Role, Ability, Status, Reason, Absence]:
        for code in kind:
            yield "glossary", code.label
    days_off = ["周末", *work_calendar().off.values()]
    names = [name for names in kinds().names.values() for name in names.values()]
    for words in dict.fromkeys([*names, *MONTH_NAMES, *WEEKDAY_NAMES, *GROUNDS.values(), *days_off]):
        yield "glossary", words
    for words in words_of_the_file():
        yield "privacy/data/retention.yaml", words
    for unit in dict.fromkeys([unit_of(None), *UNITS_OF_MEASURES.values()]):
        yield "glossary", (unit, unit)


def _of_template(engine: Engine, text: str) -> Iterator[str | tuple[str, ...]]:
    for node in _all_nodes(engine.from_string(text).nodelist):
        if isinstance(node, TranslateNode):
            yield ast.literal_eval(str(node.filter_expression.token).split("|")[0])
        elif isinstance(node, BlockTranslateNode):
            singular = _block_words(node, plural=False)
            yield (singular, _block_words(node, plural=True)) if node.plural else singular
        else:
            yield from _marked_arguments(node)


def _block_words(node: BlockTranslateNode, *, plural: bool) -> str:
    tokens = node.plural if plural else node.singular
    words, _variables = node.render_token_list(tokens)
    return words.strip() if not node.trimmed else " ".join(words.split())


def _marked_arguments(node: Node) -> Iterator[str]:
    """``{% tag _("words") %}``: the arguments of any tag that are marked for translation."""
    for value in vars(node).values():
        for expression in _several(value):
            token = str(getattr(expression, "token", ""))
            if token.startswith("_("):
                yield ast.literal_eval(token.split("|")[0][2:-1])


def _several(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else [value]


def _all_nodes(nodes: NodeList) -> Iterator[Node]:
    for node in nodes:
        yield from node.get_nodes_by_type(Node)


def _files(pattern: str, apps: tuple[str, ...] = WEB) -> list[Path]:
    return sorted(
        path for app in apps for path in (PACKAGE / app).rglob(pattern) if "built" not in path.parts
    )


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def read_english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def update() -> list[str]:
    """Bring the English catalogue up to date with the pages; gives what is still to be translated."""
    catalog = read_english() if ENGLISH.exists() else Catalog(locale="en", project="zhibu")
    catalog.update(gathered(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = UNDATED
    with ENGLISH.open("wb") as file:
        write_po(file, catalog, sort_output=True, width=0, omit_header=False, include_lineno=False)
    return untranslated(catalog)


def untranslated(catalog: Catalog) -> list[str]:
    missing = []
    for message in catalog:
        given = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(given)):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def compile_all() -> None:
    """Write each ``.mo`` beside its ``.po``, whole or not at all."""
    for source in LOCALE.glob("*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parts[-3])
        draft = target.with_suffix(f".{os.getpid()}.tmp")
        with draft.open("wb") as file:
            write_mo(file, catalog)
        draft.replace(target)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.site.settings")
    django.setup()
    for words in update():
        print("未翻译：", words)  # noqa: T201
