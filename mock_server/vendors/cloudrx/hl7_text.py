"""HL7 version 2 text: framing, line endings and character set off, the library's parser on, values unescaped."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import hl7  # type: ignore[import-untyped]  # the library carries no types; its values are checked as they are taken

from mock_server.vendors.cloudrx.reading import UnusableMessage

LONGEST: Final = 64 << 10
"""Characters of a message."""
MOST_PARTS: Final = 10_000
"""Separators in a message: the parser makes an object of every part, and a long row of them would hold the server up."""
_START_BLOCK: Final = "\x0b"
_END_BLOCK: Final = "\x1c"
_LINE_ENDS: Final = re.compile(r"[\r\n]+")
_SEGMENT_NAME: Final = re.compile(r"[A-Z][A-Z0-9]{2}")
_LATIN: Final = frozenset({"8859/1", "ISO8859/1", "ISO-8859-1", "ISO IR100", "ISO IR 100"})
_SHORTEST_HEADER: Final = 8
_MARKS: Final = 4
_NULL: Final = '""'
"""Says that a field has no value, where an empty one says nothing of it: for a new order the same."""
_HEADER: Final = "MSH"

# What stands between two escape characters and means something; a lone escape character is meant as itself.
_SEQUENCE: Final = r"(?:[FSTREHN]|X(?:[0-9A-Fa-f]{2}){1,64}|\.(?:br|sp|fi|nf|in|ti|sk|ce)(?:\+?[0-9]{1,2})?)"


class _Escapes(Mapping[str, str]):
    """What the library is told of escapes: bytes in hexadecimal are UTF-8, new lines are new lines, and no underlining."""

    _fixed: Final[Mapping[str, str]] = {".br": "\n", ".sp": "\n", ".ce": "\n", "H": "", "N": ""}

    def __getitem__(self, sequence: str) -> str:
        if sequence.startswith("X"):
            return bytes.fromhex(sequence[1:]).decode(errors="replace")
        return self._fixed[sequence]

    def __contains__(self, sequence: object) -> bool:
        return isinstance(sequence, str) and (sequence.startswith("X") or sequence in self._fixed)

    def __iter__(self) -> Iterator[str]:
        return iter(self._fixed)

    def __len__(self) -> int:
        return len(self._fixed)


class Segment:
    """A segment of a message, its values by field, component and subcomponent, counted from 1 as HL7 counts."""

    __slots__ = ("_lone_escape", "_segment", "name")

    def __init__(self, name: str, segment: Any) -> None:  # noqa: ANN401  # the library's own, which has no type
        self.name = name
        self._segment = segment
        escape = re.escape(segment.esc)
        self._lone_escape = re.compile(f"({escape}{_SEQUENCE}{escape})|{escape}")

    def repetitions(self, field: int) -> int:
        """How often a field stands in the segment."""
        return len(self._segment[field]) if field < len(self._segment) else 0

    def value(self, field: int, component: int = 1, *, repetition: int = 1) -> str:
        """A value without blanks around it; empty where there is none. Of subcomponents it is the first."""
        part: Any = self._segment
        # In a segment 0 is its name; below that, the library counts from 0 and leaves out levels that have but one part.
        for index in (field, repetition - 1, component - 1, 0):
            if isinstance(part, str):
                if index:
                    return ""
                continue
            if index >= len(part):
                return ""
            part = part[index]
        text = self._unescape(part if isinstance(part, str) else str(part)).strip()
        return "" if text == _NULL else text

    def _unescape(self, text: str) -> str:
        escape: str = self._segment.esc
        if escape not in text:
            return text
        clean = self._lone_escape.sub(lambda found: found.group(1) or f"{escape}E{escape}", text)
        unescaped: str = hl7.util.unescape(self._segment, clean, _Escapes())
        return unescaped


def read_segments(body: bytes) -> list[Segment]:
    """The segments of a message, its header first.

    Raises:
        UnusableMessage: it is no single message of HL7 version 2, or in characters that are not told.
    """
    try:
        text, is_utf8 = body.decode(), True
    except UnicodeDecodeError:
        text, is_utf8 = body.decode("latin-1"), False
    text = _unframed(text.removeprefix("\ufeff"))
    if len(text) > LONGEST:
        raise UnusableMessage(_HEADER, f"the message has more than {LONGEST} characters")
    _check_header(text)
    if _START_BLOCK in text or _END_BLOCK in text:
        raise UnusableMessage(_HEADER, "the body holds more than one message, or a framing character within one")
    message = hl7.parse(text)
    segments = [Segment(_name_of(segment, n), segment) for n, segment in enumerate(message)]
    if any(each.name == _HEADER for each in segments[1:]):
        raise UnusableMessage(_HEADER, "the body holds more than one message")
    charset = segments[0].value(18).upper()
    if not is_utf8 and charset not in _LATIN:
        raise UnusableMessage("MSH-18", "the message is not in UTF-8, and names no other character set that is read")
    return segments


def _unframed(text: str) -> str:
    text = text.strip(" \t\r\n").removeprefix(_START_BLOCK).rstrip(" \t\r\n").removesuffix(_END_BLOCK)
    return _LINE_ENDS.sub("\r", text.strip(" \t\r\n"))


def _check_header(text: str) -> None:
    if not text.startswith(_HEADER):
        raise UnusableMessage(_HEADER, "the message does not start with the segment MSH")
    line = text.partition("\r")[0]
    marks = line[3:_SHORTEST_HEADER]
    if len(line) <= _SHORTEST_HEADER or len(set(marks)) <= _MARKS or any(each.isalnum() or each.isspace() for each in marks):
        raise UnusableMessage("MSH-2", "the header must declare a field separator and four different encoding characters")
    if line[_SHORTEST_HEADER] != line[3] and line[_SHORTEST_HEADER + 1 : _SHORTEST_HEADER + 2] != line[3]:
        raise UnusableMessage("MSH-2", "the encoding characters do not end with the field separator")
    if sum(text.count(mark) for mark in (*marks, "\r")) > MOST_PARTS:
        raise UnusableMessage(_HEADER, f"the message has more than {MOST_PARTS} parts")


def _name_of(segment: Any, n: int) -> str:  # noqa: ANN401  # the library's own, which has no type
    name = str(segment[0]) if len(segment) else ""
    if not _SEGMENT_NAME.fullmatch(name):
        raise UnusableMessage(f"line {n + 1}", "it does not start with the name of a segment")
    return name
