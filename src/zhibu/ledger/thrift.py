"""Thrift's compact protocol, as much as a Parquet footer needs.

A structure is a dictionary of field number → (type, value), a list a pair of element type and values.
"""

from collections.abc import Callable
from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
LONG_LIST = 15

Struct = dict[int, tuple[int, Any]]


def decode(data: bytes) -> Struct:
    return _Reader(data).structure()


def encode(structure: Struct) -> bytes:
    out = bytearray()
    _write_structure(out, structure)
    return bytes(out)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0
        self.readers: dict[int, Callable[[], Any]] = {
            **dict.fromkeys((TRUE, FALSE, BYTE), self.byte),
            **dict.fromkeys((I16, I32, I64), self.zigzag),
            DOUBLE: lambda: self.raw(8),
            BINARY: lambda: self.raw(self.varint()),
            **dict.fromkeys((LIST, SET), self.elements),
            STRUCT: self.structure,
        }

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def varint(self) -> int:
        number = shift = 0
        while True:
            byte = self.byte()
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7

    def zigzag(self) -> int:
        number = self.varint()
        return (number >> 1) ^ -(number & 1)

    def raw(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]

    def structure(self) -> Struct:
        fields: Struct = {}
        number = 0
        while header := self.byte():
            step, kind = header >> 4, header & 15
            number = number + step if step else self.zigzag()
            # a field's truth stands in its type, a list element's in a byte of its own
            fields[number] = (kind, None if kind in (TRUE, FALSE) else self.value(kind))
        return fields

    def value(self, kind: int) -> Any:
        return self.readers[kind]()

    def elements(self) -> tuple[int, list[Any]]:
        header = self.byte()
        length, kind = header >> 4, header & 15
        if length == LONG_LIST:
            length = self.varint()
        return kind, [self.value(kind) for _ in range(length)]


def _varint(out: bytearray, number: int) -> None:
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _zigzag(out: bytearray, number: int) -> None:
    _varint(out, number << 1 if number >= 0 else (-number << 1) - 1)


def _write_structure(out: bytearray, structure: Struct) -> None:
    last = 0
    for number, (kind, value) in sorted(structure.items()):
        step = number - last
        if 0 < step < LONG_LIST:
            out.append(step << 4 | kind)
        else:
            out.append(kind)
            _zigzag(out, number)
        if kind not in (TRUE, FALSE):
            _write_value(out, kind, value)
        last = number
    out.append(0)


def _write_value(out: bytearray, kind: int, value: Any) -> None:
    if kind in (I16, I32, I64):
        _zigzag(out, value)
    elif kind == STRUCT:
        _write_structure(out, value)
    elif kind in (LIST, SET):
        _write_elements(out, *value)
    elif kind in (TRUE, FALSE, BYTE):
        out.append(value)
    else:
        if kind == BINARY:
            _varint(out, len(value))
        out += value


def _write_elements(out: bytearray, kind: int, values: list[Any]) -> None:
    if len(values) < LONG_LIST:
        out.append(len(values) << 4 | kind)
    else:
        out.append(LONG_LIST << 4 | kind)
        _varint(out, len(values))
    for value in values:
        _write_value(out, kind, value)
