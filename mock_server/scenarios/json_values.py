"""JSON values in scenario files: plain values as JSON reads them, references to captured values, variants, long texts."""

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from mock_server.faults.conditions import look_up, text_of
from mock_server.scenarios.yaml_reader import Path, Plain

LONGEST_TEXT: Final = 4 << 20
"""Characters that a repeated text may have: enough for what every server refuses as too long."""

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,300})(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")
_WORDS: Final[Mapping[str, object]] = {"true": True, "false": False, "null": None}
_REFERENCE = re.compile(r"\$(\$\{|\{([^}]*)\})")
NAME: Final = r"[a-z][a-z0-9_]*"
REPEAT: Final = frozenset({"repeat", "times"})
LIKE: Final = "like"
_VARIANT: Final = frozenset({LIKE, "but", "without"})

Values = Mapping[str, object]
"""What has been captured so far, by name."""


class Mistaken(ValueError):
    """A value that cannot be read; `path` leads to it from where the reading began."""

    def __init__(self, path: Path, says: str) -> None:
        super().__init__(says)
        self.path = path


class Unusable(ValueError):
    """A variant changes what is not there; the text says what."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A text made of another one, so many times."""

    text: str
    times: int

    def __str__(self) -> str:
        return self.text * self.times


@dataclass(frozen=True, slots=True)
class Variant:
    """A captured value with other values at some places, by dotted path, and without some of its members."""

    like: str
    changes: Mapping[str, object]
    without: tuple[str, ...] = ()

    def made(self, values: "Values") -> object:
        """The variant of what was captured.

        Raises:
            Unusable: a path leads nowhere in it.
        """
        value = copy.deepcopy(filled(self.like, values))
        for way, change in self.changes.items():
            _put(value, way, filled(change, values))
        for way in self.without:
            holder, last = _holder(value, way)
            if not isinstance(holder, dict) or last not in holder:
                raise Unusable(f"there is no {way!r} to be left out")
            del holder[last]
        return value


def _holder(value: object, way: str) -> tuple[object, str]:
    *steps, last = way.split(".")
    holder = look_up(value, ".".join(steps)) if steps else value
    return holder, last


def _put(value: object, way: str, change: object) -> None:
    holder, last = _holder(value, way)
    if isinstance(holder, dict):
        holder[last] = change
    elif isinstance(holder, list) and last.isdecimal() and int(last) < len(holder):
        holder[int(last)] = change
    else:
        raise Unusable(f"{way!r} leads nowhere")


def read_json_value(tree: object, path: Path = ()) -> object:
    """The JSON value that a part of a file means: a plain `30`, `true` or `null` is none of a text, a quoted one is.

    `{repeat: x, times: 1000}` is a long text, `{like: ${order}, but: {a.b: 1}, without: [c]}` a variant of a captured value.

    Raises:
        Mistaken: nothing stands where a value should, or a repetition or a variant cannot be read.
    """
    if isinstance(tree, dict):
        if tree.keys() == REPEAT:
            return read_repeated(tree, path)
        if LIKE in tree and tree.keys() <= _VARIANT:
            return _read_variant(tree, path)
        return {name: read_json_value(value, (*path, name)) for name, value in tree.items()}
    if isinstance(tree, list):
        return [read_json_value(value, (*path, n)) for n, value in enumerate(tree)]
    if not isinstance(tree, Plain):
        return tree
    return read_plain(tree, path)


def read_plain(text: Plain, path: Path = ()) -> object:
    """What a plain value is in JSON; all that JSON does not read is text.

    Raises:
        Mistaken: nothing is written.
    """
    if not text:
        raise Mistaken(path, "nothing is written here; write null, or '' for an empty text")
    if text in _WORDS:
        return _WORDS[text]
    found = _NUMBER.fullmatch(text)
    if found is None:
        return str(text)
    return float(text) if found[2] or found[3] else int(text)


def read_repeated(tree: Mapping[str, object], path: Path = ()) -> Repeated:
    """A text that is repeated, from `{repeat: x, times: 1000}`.

    Raises:
        Mistaken: it is no text, or too long.
    """
    text, times = tree["repeat"], tree["times"]
    if not isinstance(text, str) or not text:
        raise Mistaken((*path, "repeat"), "expected a text to repeat")
    if not isinstance(times, str) or not re.fullmatch(r"[1-9][0-9]{0,8}", times):
        raise Mistaken((*path, "times"), "expected a whole number from 1")
    if len(text) * int(times) > LONGEST_TEXT:
        raise Mistaken((*path, "times"), f"a repeated text has at most {LONGEST_TEXT} characters")
    return Repeated(str(text), int(times))


def _read_variant(tree: Mapping[str, object], path: Path) -> Variant:
    like, changes, without = tree[LIKE], tree.get("but", {}), tree.get("without", [])
    if not isinstance(like, str) or not _REFERENCE.fullmatch(like):
        raise Mistaken((*path, LIKE), "expected a reference to a captured value, such as ${order}")
    if not isinstance(changes, dict):
        raise Mistaken((*path, "but"), "expected a mapping of dotted paths to values")
    if not isinstance(without, list) or not all(isinstance(each, str) for each in without):
        raise Mistaken((*path, "without"), "expected a list of dotted paths")
    read = {way: read_json_value(value, (*path, "but", way)) for way, value in changes.items()}
    return Variant(str(like), read, tuple(map(str, without)))


def references(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """The names that a value refers to with `${name}`, each with the way to where it does."""
    if isinstance(value, str):
        yield from ((path, found[2]) for found in _REFERENCE.finditer(value) if found[2] is not None)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from references(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value):
            yield from references(inner, (*path, n))


def filled(value: object, values: Values) -> object:
    """The value with what was captured in the place of `${name}`, and repeated texts and variants written out.

    A text that is nothing but a reference becomes the captured value itself, whatever its type.

    Raises:
        Unusable: a variant changes what is not there.
    """
    if isinstance(value, str):
        alone = _REFERENCE.fullmatch(value)
        return values[alone[2]] if alone is not None and alone[2] is not None else filled_text(value, values)
    if isinstance(value, Repeated):
        return str(value)
    if isinstance(value, Variant):
        return value.made(values)
    if isinstance(value, Mapping):
        return {name: filled(inner, values) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [filled(inner, values) for inner in value]
    return value


def filled_text(text: str | Repeated, values: Values) -> str:
    """The text with what was captured in the place of `${name}`; `$${` stands for the two signs themselves."""
    if isinstance(text, Repeated):
        return str(text)
    return _REFERENCE.sub(lambda found: "${" if found[2] is None else shown(values[found[2]]), text)


def shown(value: object) -> str:
    """A captured value as text: a scalar as a scenario spells it, anything else as JSON."""
    text = text_of(value)
    return json.dumps(value) if text is None else text
