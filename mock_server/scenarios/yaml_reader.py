"""Scenario files as plain text in mappings and lists: a strict subset of YAML in which no value is ever guessed at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import yaml

from mock_server.scenarios.errors import ScenarioError, ScenarioMistake, show

LARGEST = 1024 * 1024
"""Bytes that a scenario file may have."""
DEEPEST = 32
MOST_VALUES = 100_000
"""Keys and values together; a file within its size can hold five times as many, which nobody writes by hand."""
MOST_MISTAKES = 100
"""After so many the reading stops: nobody reads more, and a hostile file could hold a mistake in every byte."""

Path: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys of mappings and ordinals of lists, from the top."""
Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str"
Place: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""


class Plain(str):
    """A value that was written without quotes. Where JSON is meant, `30`, `true` and `null` are then what they are in JSON."""

    __slots__ = ()


_TOP: Place = (1, 1)
# The C parser reads ten times faster; the marks are the same, only the wording of a few syntax errors differs.
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Mark(Protocol):
    """What the two parsers' marks have in common; both count from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, and where it says it. Every scalar in `tree` is the text that was written.

    One that was written without quotes is a `Plain`, which makes a difference only where JSON is meant.
    """

    file: str
    tree: Tree
    _places: dict[Path, tuple[Place, Place]] = field(repr=False)

    def key_place(self, path: Path) -> Place:
        """Where the key at the end of the path stands; for an entry of a list, where the entry starts."""
        return self._nearest(path)[0]

    def value_place(self, path: Path) -> Place:
        """Where the value at the end of the path starts."""
        return self._nearest(path)[1]

    def _nearest(self, path: Path) -> tuple[Place, Place]:
        """The places of the path, or of the last thing on the way there that exists."""
        while path not in self._places and path:
            path = path[:-1]
        return self._places.get(path, (_TOP, _TOP))


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been met. In a mapping, `key` is the key that still wants its value."""

    content: dict[str, Tree] | list[Tree]
    path: Path
    key: str | None = None
    key_place: Place = _TOP


def read_document(text: bytes | str, file: str) -> Document:
    """Read one scenario file.

    Values are never resolved: `00071015523`, `NO`, `9:30`, `null` and `true` stay as they are written.

    Raises:
        ScenarioError: the text is too large, too deep or not UTF-8; is empty or no YAML; holds aliases, anchors, tags,
            merge keys, repeated keys, keys that are not plain text, or a second document.
    """
    builder = _Builder(file)
    decoded = _decode(text, file)
    try:
        for event in _events(decoded):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        builder.refuse(_place_of(error.problem_mark), f"this is no YAML: {_problem(error)}")
    except yaml.YAMLError as error:
        builder.refuse(_TOP, f"this is no YAML: {error}")
    return builder.finish()


def peek(text: bytes | str, key: str) -> str | None:
    """The text under a key at the top of a file, reading no further than it stands; None where nothing can be found."""
    depth = 0
    found: str | None = None
    try:
        for event in _events(_decode(text, "")):
            if isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth == 1 and found is not None and not isinstance(event, yaml.CollectionStartEvent):
                if isinstance(event, yaml.ScalarEvent) and found == key:
                    return str(event.value)
                found = None
            elif depth == 1 and isinstance(event, yaml.ScalarEvent):
                found = event.value
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
    except (yaml.YAMLError, ScenarioError):
        return None
    return None


def _decode(text: bytes | str, file: str) -> str:
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > LARGEST:
        raise ScenarioError([ScenarioMistake(file, *_TOP, "a scenario is at most 1 MiB large")])
    try:
        decoded = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        raise ScenarioError([ScenarioMistake(file, *_end_of(before), "this is not UTF-8")]) from None
    if odd := _UNPRINTABLE.search(decoded):
        message = f"the character U+{ord(odd.group()):04X} is not allowed; write it as an escape in double quotes"
        raise ScenarioError([ScenarioMistake(file, *_end_of(decoded[: odd.start()]), message)])
    return decoded


def _events(text: str) -> Iterator[yaml.Event]:
    # Events come one by one from a parser that keeps its own stack, so no depth and no alias can hurt before it is met.
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
    return events


def _problem(error: yaml.MarkedYAMLError) -> str:
    problem = " ".join(filter(None, (error.problem, error.context)))
    start, end = error.context_mark, error.problem_mark
    if error.context and start and end and start.line != end.line:
        problem += f" that starts in line {start.line + 1}"
    return problem


def _end_of(text: str) -> Place:
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1


def _place_of(mark: _Mark | None) -> Place:
    return (mark.line + 1, mark.column + 1) if mark else _TOP


class _Builder:
    """Builds the document from events and refuses what a scenario may not hold, before anything is made of it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._mistakes: list[ScenarioMistake] = []
        self._stack: list[_Open] = []
        self._places: dict[Path, tuple[Place, Place]] = {}
        self._tree: Tree | None = None
        self._values = 0

    def refuse(self, place: Place, message: str) -> None:
        """Stop here.

        Raises:
            ScenarioError: always, with what was noted before.
        """
        raise ScenarioError([*self._mistakes, ScenarioMistake(self._file, *place, message)])

    def finish(self) -> Document:
        """The document, when all events were taken.

        Raises:
            ScenarioError: something was noted on the way, or there was nothing to read.
        """
        if self._mistakes:
            raise ScenarioError(self._mistakes)
        if not self._tree:
            self.refuse(_TOP, "the file is empty; a scenario starts with 'scenario: <name>'")
        return Document(self._file, self._tree or "", self._places)

    def take(self, event: yaml.Event) -> None:
        """Take the next event.

        Raises:
            ScenarioError: from here on, reading makes no sense or would cost too much.
        """
        place = _place_of(event.start_mark)
        if isinstance(event, yaml.NodeEvent):
            self._guard(event, place)
        match event:
            case yaml.DocumentStartEvent() if self._tree is not None:
                self.refuse(place, "a second document starts here; a file holds one scenario")
            case yaml.AliasEvent():
                self._put("", place)
            case yaml.ScalarEvent():
                self._put(event.value if event.style else Plain(event.value), place)
            case yaml.SequenceStartEvent():
                self._open([], place)
            case yaml.MappingStartEvent():
                self._open({}, place)
            case yaml.CollectionEndEvent():
                self._stack.pop()

    def _guard(self, event: yaml.NodeEvent, place: Place) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            self.refuse(place, f"a scenario holds at most {MOST_VALUES} keys and values")
        if isinstance(event, yaml.AliasEvent):
            self._note(place, f"aliases are not allowed; write out what {show(f'*{event.anchor}')} stands for")
        elif event.anchor is not None:
            self._note(place, f"anchors and aliases are not allowed; take {show(f'&{event.anchor}')} away")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            self._note(place, f"tags such as {show(event.tag)} are not allowed; every value is plain text")

    def _note(self, place: Place, message: str) -> None:
        if len(self._mistakes) + 1 >= MOST_MISTAKES:
            self.refuse(place, message)
        self._mistakes.append(ScenarioMistake(self._file, *place, message))

    def _open(self, content: dict[str, Tree] | list[Tree], place: Place) -> None:
        if len(self._stack) == DEEPEST:
            self.refuse(place, f"this is nested more than {DEEPEST} deep")
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.content, dict) and top.key is None:
            self.refuse(place, f"a key is plain text, not {'a mapping' if isinstance(content, dict) else 'a list'}")
        self._stack.append(_Open(content, self._put(content, place)))

    def _put(self, value: Tree, place: Place) -> Path:
        """Put a value where it belongs; answers the way to it. Where a mapping wants a key, the value is that key."""
        if not self._stack:
            self._tree = value
            path: Path = ()
            self._places[path] = (place, place)
            return path
        top = self._stack[-1]
        if isinstance(top.content, list):
            path = (*top.path, len(top.content))
            top.content.append(value)
            self._places[path] = (place, place)
            return path
        if top.key is None:
            self._start_pair(top, str(value), place)
            return top.path
        path = (*top.path, top.key)
        top.content[top.key] = value
        self._places.setdefault(path, (top.key_place, place))
        top.key = None
        return path

    def _start_pair(self, top: _Open, key: str, place: Place) -> None:
        if key == "<<":
            self._note(place, "merge keys ('<<') are not allowed; 'extends' joins scenarios")
        elif key in top.content:
            first = self._places[(*top.path, key)][0][0]
            self._note(place, f"the key {show(key)} stands twice; it was first given in line {first}")
        top.key = key
        top.key_place = place
