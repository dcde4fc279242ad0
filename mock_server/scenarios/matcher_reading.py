"""Expected answers as scenario files write them, read into matchers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from mock_server.scenarios.entries import Remark
from mock_server.scenarios.errors import hint, nearest, show
from mock_server.scenarios.json_values import Mistaken, read_json_value
from mock_server.scenarios.matchers import (
    TYPES,
    All,
    Among,
    Bound,
    Contains,
    Each,
    Items,
    Length,
    Matcher,
    Members,
    OfType,
    Other,
    Pattern,
    Present,
    Value,
)
from mock_server.scenarios.yaml_reader import Path, Plain

_ANYTHING: Final = Present(is_there=True)


@dataclass(slots=True)
class MatcherReader:
    """Reads what is expected, and notes what cannot be meant. `is_text` says that plain values are text, as headers are."""

    is_text: bool = False
    remarks: list[Remark] = field(default_factory=list)

    def read(self, tree: object, path: Path) -> Matcher:
        """The matcher that a part of a file means; where it means none, there is a remark and the matcher takes anything."""
        if isinstance(tree, list):
            return Items(tuple(self.read(each, (*path, n)) for n, each in enumerate(tree)))
        if isinstance(tree, dict):
            return self._read_mapping(tree, path)
        return self._read_value(tree, path)

    def _read_value(self, tree: object, path: Path) -> Matcher:
        try:
            return Value(str(tree) if self.is_text and isinstance(tree, Plain) else read_json_value(tree))
        except Mistaken as mistaken:
            return self._note((*path, *mistaken.path), str(mistaken))

    def _read_mapping(self, tree: Mapping[str, object], path: Path) -> Matcher:
        known = [key for key in tree if key in _WORDS]
        if not known:
            return self._read_members(tree, path)
        for key in tree:
            near = nearest(key, _WORDS) if key not in _WORDS else None
            if near is not None:
                message = f"unknown key {show(key)} beside {show(known[0])}; did you mean {near!r}?"
                return self._note((*path, key), message, is_about_key=True)
        if len(known) < len(tree):  # then these are members that happen to be called like words of ours
            return self._read_members(tree, path)
        matchers = tuple(_WORDS[key](self, value, (*path, key)) for key, value in tree.items())
        return matchers[0] if len(matchers) == 1 else All(matchers)

    def _read_members(self, tree: Mapping[str, object], path: Path, *, is_exact: bool = False) -> Matcher:
        return Members({name: self.read(value, (*path, name)) for name, value in tree.items()}, is_exact)

    def _note(self, path: Path, message: str, *, is_about_key: bool = False) -> Matcher:
        self.remarks.append(Remark(path, message, is_about_key))
        return _ANYTHING

    # -- a method for each word --------------------------------------------------------------------------------------

    def type(self, tree: object, path: Path) -> Matcher:
        """Any value of a type."""
        if isinstance(tree, str) and tree in TYPES:
            return OfType(tree)
        aside = "; write {members: {type: …}} where a member of that name is meant"
        return self._note(path, f"there is no type {show(tree)}{hint(str(tree), TYPES)}{aside}")

    def matches(self, tree: object, path: Path) -> Matcher:
        """Text with a pattern in it."""
        if not isinstance(tree, str):
            return self._note(path, f"expected a pattern, found {show(tree)}")
        try:
            return Pattern(str(tree))
        except ValueError as wrong:
            return self._note(path, str(wrong))

    def any(self, tree: object, path: Path) -> Matcher:
        """Anything that is there."""
        return _ANYTHING if tree == "true" else self._note(path, f"expected true, found {show(tree)}")

    def present(self, tree: object, path: Path) -> Matcher:
        """Anything, or nothing."""
        if tree in ("true", "false"):
            return Present(tree == "true")
        return self._note(path, f"expected true or false, found {show(tree)}")

    def contains(self, tree: object, path: Path) -> Matcher:
        """A list with these in it, or a text with this in it."""
        rows: Iterable[object] = tree if isinstance(tree, list) else (tree,)
        return Contains(tuple(self.read(each, (*path, n) if isinstance(tree, list) else path) for n, each in enumerate(rows)))

    def each(self, tree: object, path: Path) -> Matcher:
        """A list of nothing but such."""
        return Each(self.read(tree, path))

    def length(self, tree: object, path: Path) -> Matcher:
        """Something so long."""
        counting = MatcherReader(remarks=self.remarks)
        return Length(counting.read(tree, path))

    def exactly(self, tree: object, path: Path) -> Matcher:
        """An object with no other members, or what stands there."""
        return self._read_members(tree, path, is_exact=True) if isinstance(tree, dict) else self.read(tree, path)

    def members(self, tree: object, path: Path) -> Matcher:
        """An object with these members, whatever they are called."""
        if isinstance(tree, dict):
            return self._read_members(tree, path)
        return self._note(path, f"expected a mapping, found {show(tree)}")

    def equals(self, tree: object, path: Path) -> Matcher:
        """Just this value, in which nothing is a word of ours."""
        if not isinstance(tree, dict | list):
            return self._read_value(tree, path)
        try:
            return Value(read_json_value(tree))
        except Mistaken as mistaken:
            return self._note((*path, *mistaken.path), str(mistaken))

    def among(self, tree: object, path: Path) -> Matcher:
        """One of these."""
        if not isinstance(tree, list):
            return self._note(path, f"expected a list, found {show(tree)}")
        read = [self._read_value(each, (*path, n)) for n, each in enumerate(tree)]
        return Among(tuple(each.value for each in read if isinstance(each, Value)))

    def above(self, tree: object, path: Path) -> Matcher:
        """A larger number."""
        return self._bound(tree, path, is_lower=True)

    def below(self, tree: object, path: Path) -> Matcher:
        """A smaller number."""
        return self._bound(tree, path, is_lower=False)

    def other(self, tree: object, path: Path) -> Matcher:
        """Anything else."""
        return Other(self.read(tree, path))

    def _bound(self, tree: object, path: Path, *, is_lower: bool) -> Matcher:
        limit = read_json_value(tree) if isinstance(tree, Plain) and tree else None
        if isinstance(limit, bool) or not isinstance(limit, int | float):
            return self._note(path, f"expected a number, found {show(tree)}")
        return Bound(limit, is_lower)


_WORDS: Final[Mapping[str, Callable[[MatcherReader, object, Path], Matcher]]] = {
    "type": MatcherReader.type,
    "matches": MatcherReader.matches,
    "any": MatcherReader.any,
    "present": MatcherReader.present,
    "contains": MatcherReader.contains,
    "each": MatcherReader.each,
    "length": MatcherReader.length,
    "exactly": MatcherReader.exactly,
    "members": MatcherReader.members,
    "equals": MatcherReader.equals,
    "in": MatcherReader.among,
    "gt": MatcherReader.above,
    "lt": MatcherReader.below,
    "not": MatcherReader.other,
}
"""The words of matchers. A mapping of nothing but such words is a matcher, any other an object with these members."""

MATCHER_WORDS: Final = tuple(_WORDS)
