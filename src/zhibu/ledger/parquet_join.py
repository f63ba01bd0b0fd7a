"""Many Parquet files of one schema made one: row groups are copied and only the footer is written anew.

A ledger is computed in ranges, each range one part; its reader wants one file. Decoding and encoding
a nation's dues again would take as long as computing them. The footer is a Thrift structure in the
compact protocol (parquet-format, ``parquet.thrift``); it is read into plain tuples here, its offsets
are moved by the distance that its part moved, and it is written back.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from zhibu.ledger.thrift import Struct, decode, encode

MAGIC = b"PAR1"
NUM_ROWS, ROW_GROUPS = 3, 4  # of FileMetaData, where the schema is field 2
SCHEMA = 2
COLUMNS, GROUP_OFFSET, ORDINAL = 1, 5, 7  # of RowGroup
CHUNK_OFFSETS = (2, 4, 6)  # of ColumnChunk: the chunk, its offset index, its column index
METADATA = 3
METADATA_OFFSETS = (9, 10, 11, 14)  # of ColumnMetaData: data, index and dictionary pages, Bloom filter


def join_parquet(parts: Sequence[Path], target: Path) -> None:
    """Write the row groups of ``parts``, in order, as one file; a part without rows is passed over.

    The only part there is becomes the file itself. Raises ValueError when schemas differ: DuckDB marks a
    column as never null where it knows it of a part.
    """
    read = [(part, *read_footer(part)) for part in parts]
    filled = [each for each in read if each[1][NUM_ROWS][1]] or read[:1]
    if len(filled) == 1:
        os.replace(filled[0][0], target)
        return
    whole: Struct | None = None
    with target.open("wb") as out:
        out.write(MAGIC)
        for part, footer, length in filled:
            distance = out.tell() - len(MAGIC)
            with part.open("rb") as source:
                source.seek(len(MAGIC))
                _copy_bytes(source, out, length - len(MAGIC))
            moved = _moved(footer, distance)
            whole = moved if whole is None else _added(whole, moved, part)
        assert whole is not None
        _number(whole)
        written = encode(whole)
        out.write(written + len(written).to_bytes(4, "little") + MAGIC)


def read_footer(path: Path) -> tuple[Struct, int]:
    """The footer, and where it begins in the file."""
    with path.open("rb") as source:
        source.seek(-8, 2)
        end = source.tell()
        size = int.from_bytes(source.read(4), "little")
        source.seek(end - size)
        return decode(source.read(size)), end - size


def _copy_bytes(source: Any, out: Any, length: int) -> None:
    while length:
        block = source.read(min(length, 1 << 20))
        if not block:
            raise EOFError("a part of the ledger ends too early")
        out.write(block)
        length -= len(block)


def _moved(footer: Struct, distance: int) -> Struct:
    for group in footer[ROW_GROUPS][1][1]:
        _shift(group, (GROUP_OFFSET,), distance)
        for chunk in group[COLUMNS][1][1]:
            _shift(chunk, CHUNK_OFFSETS, distance)
            _shift(chunk[METADATA][1], METADATA_OFFSETS, distance)
    return footer


def _shift(structure: Struct, fields: Sequence[int], distance: int) -> None:
    for field in fields:
        if field in structure and structure[field][1]:  # nought stands for “not given”
            kind, offset = structure[field]
            structure[field] = (kind, offset + distance)


def _added(whole: Struct, footer: Struct, part: Path) -> Struct:
    if whole[SCHEMA] != footer[SCHEMA]:
        raise ValueError(f"{part} has another schema than the first part")
    kind, rows = whole[NUM_ROWS]
    whole[NUM_ROWS] = (kind, rows + footer[NUM_ROWS][1])
    whole[ROW_GROUPS][1][1].extend(footer[ROW_GROUPS][1][1])
    return whole


def _number(whole: Struct) -> None:
    for number, group in enumerate(whole[ROW_GROUPS][1][1]):
        # sixteen bits hold no more; readers do without the number
        if number < 1 << 15 and ORDINAL in group:
            group[ORDINAL] = (group[ORDINAL][0], number)
        else:
            group.pop(ORDINAL, None)
