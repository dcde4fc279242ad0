"""Reads a scenario: checks every word of it, tells all mistakes at once, and joins it with what it extends."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import NamedTuple, Protocol, TypeVar

from pydantic import BaseModel

from mock_server.engine.clock import ClockStart, Mode
from mock_server.faults.rules import Rule
from mock_server.scenarios.checking import check, follow
from mock_server.scenarios.conversation import Conversation, Step
from mock_server.scenarios.conversation_entries import EVERYWHERE, STEPS, unknown_references
from mock_server.scenarios.entries import Remark
from mock_server.scenarios.errors import (
    EndlessExtends,
    ScenarioError,
    ScenarioMistake,
    Spot,
    UnknownScenario,
    hint,
    show,
)
from mock_server.scenarios.rows import Row
from mock_server.scenarios.rule_entries import RuleEntry
from mock_server.scenarios.scenario import Crowd, Fixture, Scenario, Subscription, Timeline
from mock_server.scenarios.schema import ClockEntry, ScenarioFile, WebhookEntry
from mock_server.scenarios.timeline_entries import TimelineEntry
from mock_server.scenarios.words import Words
from mock_server.scenarios.yaml_reader import MOST_MISTAKES, Document, Path, Tree, read_document

SUFFIX = ".yaml"
DEEPEST_EXTENDS = 8
"""How many scenarios one may stand on, so that a reader can follow."""

_ROWS = ("switches", "fixtures", "populate", "timelines", "rules", "webhooks", "conversation")
"""The keys that are read entry by entry, so that a mistake in one entry hides none in another."""

ModelT = TypeVar("ModelT", bound=BaseModel)
RowT = TypeVar("RowT", bound=Row)
ItemT = TypeVar("ItemT")
EntryT = TypeVar("EntryT", Timeline, Rule)


class Shelf(Protocol):
    """Where a scenario's base is found."""

    def load(self, name: str, /) -> Scenario:
        """The scenario of that name.

        Raises:
            UnknownScenario: there is none.
            EndlessExtends: it stands on what asks for it, or on too many others.
            ScenarioError: it is there, but cannot be used.
        """


def load_text(text: bytes | str, file: str, words: Words, library: Shelf) -> Scenario:
    """Read a scenario; `file` is the name that mistakes are reported under.

    Where `file` ends in `.yaml`, the scenario must have the same name.

    Raises:
        ScenarioError: the scenario, or one that it extends, cannot be used; holds the mistakes of all these files.
    """
    reading = _Reading(read_document(text, file), words)
    head = reading.head()
    own = reading.own()
    base, mistakes_below = reading.base(library)
    if head is None or reading.mistakes or mistakes_below:
        raise ScenarioError([*reading.in_file_order(), *mistakes_below])
    return _join(head, own, base, words)


class _Own(NamedTuple):
    """What the file itself says, apart from its head."""

    switches: Mapping[str, BaseModel]
    fixtures: tuple[Fixture, ...]
    crowds: tuple[Crowd, ...]
    timelines: tuple[Timeline, ...]
    rules: tuple[Rule, ...]
    webhooks: tuple[Subscription, ...]
    conversation: Conversation = ()


class _Reading:
    """One pass over a document, in which mistakes are noted and what is sound is built."""

    def __init__(self, document: Document, words: Words) -> None:
        self._document = document
        self._words = words
        self.mistakes: list[ScenarioMistake] = []
        tree = document.tree
        if not isinstance(tree, dict):
            self._note((), f"expected a mapping that starts with 'scenario: <name>', found {show(tree)}")
            raise ScenarioError(self.mistakes)
        self._tree = tree

    def in_file_order(self) -> list[ScenarioMistake]:
        """What was noted, as it stands in the file."""
        return sorted(self.mistakes, key=lambda mistake: (mistake.line, mistake.column))

    def head(self) -> ScenarioFile | None:
        """All that stands above the rows; none where that has a mistake."""
        head = self._validated(ScenarioFile, {key: each for key, each in self._tree.items() if key not in _ROWS}, ())
        name = PurePath(self._document.file)
        if head is not None and name.suffix == SUFFIX and name.stem != head.scenario:
            self._note(("scenario",), f"expected {show(name.stem)}, as the file is called, found {show(head.scenario)}")
        return head

    def own(self) -> _Own:
        """Everything below the head."""
        return _Own(
            dict(self._switches()),
            tuple(self._fixtures()),
            tuple(self._crowds()),
            tuple(self._timelines()),
            tuple(self._rules()),
            tuple(entry.built(self._words) for _, entry in self._rows("webhooks", WebhookEntry)),
            tuple(self._steps()),
        )

    def base(self, library: Shelf) -> tuple[Scenario | None, tuple[ScenarioMistake, ...]]:
        """What the scenario extends, or the mistakes in that."""
        name = self._tree.get("extends")
        if not isinstance(name, str) or self._has_mistake_at(("extends",)):
            return None, ()
        try:
            base = library.load(name)
        except ScenarioError as error:
            return None, error.mistakes
        except (UnknownScenario, EndlessExtends) as refusal:
            self._note(("extends",), str(refusal))
            return None, ()
        if len(base.extends) >= DEEPEST_EXTENDS:
            chain = [str(self._tree.get("scenario")), name, *base.extends]
            self._note(("extends",), str(too_deep(chain)))
        return base, ()

    def _switches(self) -> Iterator[tuple[str, BaseModel]]:
        for vendor, values in self._by_vendor("switches"):
            switches = self._validated(self._words[vendor].switches, values, ("switches", vendor))
            if switches is not None:
                yield vendor, switches

    def _fixtures(self) -> Iterator[Fixture]:
        seen: dict[Hashable, Path] = {}
        for vendor, by_plural in self._by_vendor("fixtures"):
            models = self._words[vendor].fixtures
            for plural, values in self._mapping(by_plural, ("fixtures", vendor)):
                path: Path = ("fixtures", vendor, plural)
                if plural not in models:
                    message = f"{vendor} has no fixtures {show(plural)}{hint(plural, models)}"
                    self._note(path, message, is_about_key=True)
                    continue
                for n, value in self._list(values, path):
                    model = self._validated(models[plural], value, (*path, n))
                    if model is not None:
                        spot = Spot(self._document.file, *self._document.value_place((*path, n)))
                        fixture = Fixture(vendor, plural, model, spot)
                        self._once(seen, fixture.key, fixture.key[2], (*path, n))
                        yield fixture

    def _crowds(self) -> Iterator[Crowd]:
        makers = {f"{slug}.{noun}": maker for slug, vendor in self._words.items() for noun, maker in vendor.makers.items()}
        for name, value in self._mapping(self._tree.get("populate", {}), ("populate",)):
            path: Path = ("populate", name)
            if name not in makers:
                message = f"nobody makes up records of a kind {show(name)}{hint(name, makers)}"
                self._note(path, message, is_about_key=True)
                continue
            population = self._validated(makers[name].population, value, path)
            known = [each.name for each in makers[name].lifecycle.statuses]
            unknown = [] if population is None else [each for each in population.statuses or () if each not in known]
            for status in unknown:
                message = f"{makers[name].kind.name} has no status {show(status)}{hint(status, known)}"
                self._note((*path, "statuses", status), message, is_about_key=True)
            if population is not None and not unknown:
                vendor, _, noun = name.partition(".")
                yield Crowd(vendor, noun, population, Spot(self._document.file, *self._document.value_place(path)))

    def _timelines(self) -> Iterator[Timeline]:
        seen: dict[Hashable, Path] = {}
        scenario = self._tree.get("scenario")
        for n, entry in self._rows("timelines", TimelineEntry):
            timeline = entry.built(f"{scenario}-{n + 1}")
            self._once(seen, timeline.name, timeline.name, ("timelines", n))
            yield timeline

    def _rules(self) -> Iterator[Rule]:
        seen: dict[Hashable, Path] = {}
        for n, entry in self._rows("rules", RuleEntry):
            self._once(seen, entry.name, entry.name, ("rules", n))
            _, written = follow(self._tree, ("rules", n))
            yield entry.built(self._words, written if isinstance(written, dict) else {})

    def _steps(self) -> Iterator[Step]:
        known = set(EVERYWHERE)
        for n, value in self._list(self._tree.get("conversation", []), ("conversation",)):
            path: Path = ("conversation", n)
            sorts = [sort for sort in STEPS if isinstance(value, dict) and sort in value]
            if len(sorts) != 1:
                found = " and ".join(map(repr, sorts)) if isinstance(value, dict) else show(value)
                self._note(path, f"a step is a mapping with one of {', '.join(STEPS)}; found {found or 'none of them'}")
                continue
            entry = self._validated(STEPS[sorts[0]], value, path)
            unknown = list(unknown_references(value, known))
            self._note_all(path, unknown)
            if entry is not None and self._is_sound(entry, path) and not unknown:
                yield entry.read(self._words, Spot(self._document.file, *self._document.value_place(path)), [])
            # What a step captures is known even where something else is wrong with it.
            for key in ("capture", "let"):
                named = value.get(key) if isinstance(value, dict) else None
                known |= named.keys() if isinstance(named, dict) else set()

    def _rows(self, key: str, model: type[RowT]) -> Iterator[tuple[int, RowT]]:
        """The sound entries of a list, with their ordinals."""
        for n, value in self._list(self._tree.get(key, []), (key,)):
            entry = self._validated(model, value, (key, n))
            if entry is not None and self._is_sound(entry, (key, n)):
                yield n, entry

    def _is_sound(self, entry: Row, path: Path) -> bool:
        remarks = list(entry.remarks(self._words))
        self._note_all(path, remarks)
        return not remarks

    def _note_all(self, path: Path, remarks: Iterable[Remark]) -> None:
        for remark in remarks:
            self._note((*path, *remark.path), remark.message, is_about_key=remark.is_about_key)

    def _by_vendor(self, key: str) -> Iterator[tuple[str, Tree]]:
        for vendor, value in self._mapping(self._tree.get(key, {}), (key,)):
            if vendor in self._words:
                yield vendor, value
            else:
                message = f"there is no vendor {show(vendor)}{hint(vendor, self._words)}"
                self._note((key, vendor), message, is_about_key=True)

    def _mapping(self, value: Tree, path: Path) -> Iterable[tuple[str, Tree]]:
        if isinstance(value, dict):
            return value.items()
        self._note(path, f"expected a mapping, found {show(value)}")
        return ()

    def _list(self, value: Tree, path: Path) -> Iterable[tuple[int, Tree]]:
        if isinstance(value, list):
            return enumerate(value)
        self._note(path, f"expected a list, found {show(value)}")
        return ()

    def _once(self, seen: dict[Hashable, Path], key: Hashable, name: str | None, path: Path) -> None:
        """Note a name that stands twice in one file: the second would silently take the place of the first."""
        if name is None:
            return
        if key in seen:
            line, _ = self._document.value_place(seen[key])
            self._note(path, f"{show(name)} is already taken in line {line}")
        seen.setdefault(key, path)

    def _validated(self, model: type[ModelT], value: Tree, path: Path) -> ModelT | None:
        entry, remarks = check(model, value)
        for remark in remarks:
            self._note((*path, *remark.path), remark.message, is_about_key=remark.is_about_key)
        return entry

    def _note(self, path: Path, message: str, *, is_about_key: bool = False) -> None:
        place = self._document.key_place(path) if is_about_key else self._document.value_place(path)
        self.mistakes.append(ScenarioMistake(self._document.file, *place, message))
        if len(self.mistakes) >= MOST_MISTAKES:
            raise ScenarioError(self.in_file_order())

    def _has_mistake_at(self, path: Path) -> bool:
        place = self._document.value_place(path)
        return any((mistake.line, mistake.column) == place for mistake in self.mistakes)


def too_deep(chain: list[str]) -> EndlessExtends:
    """What to raise or report when a row of scenarios that extend each other grows too long."""
    return EndlessExtends(f"a scenario stands on at most {DEEPEST_EXTENDS} others", chain)


def _join(head: ScenarioFile, own: _Own, base: Scenario | None, words: Words) -> Scenario:
    """The scenario as a whole: what it extends first, with its own entries in the place of those of the same name."""
    seed = 1 if base is None else base.seed
    below = _Own({}, (), (), (), (), ())
    if base is not None:
        below = _Own(base.switches, base.fixtures, base.crowds, base.timelines, base.rules, base.webhooks)
    return Scenario(
        name=head.scenario,
        title=head.title,
        seed=seed if head.seed is None else head.seed,
        clock=_clock(head.clock, ClockStart() if base is None else base.clock),
        switches={
            slug: _overlaid(below.switches.get(slug) or vendor.switches(), own.switches.get(slug))
            for slug, vendor in words.items()
        },
        fixtures=_placed(below.fixtures, own.fixtures, _fixture_key),
        crowds=_placed(below.crowds, own.crowds, lambda crowd: (crowd.vendor, crowd.noun)),
        timelines=_sorted_out(head, _placed(below.timelines, own.timelines, lambda each: each.name), is_reserved_first=True),
        rules=_sorted_out(head, _placed(below.rules, own.rules, lambda each: each.name), is_reserved_first=False),
        webhooks=below.webhooks + own.webhooks,
        extends=() if base is None or head.extends is None else (head.extends, *base.extends),
        conversation=own.conversation,
        is_strict=(base is not None and base.is_strict) if head.strict is None else head.strict,
    )


def _sorted_out(head: ScenarioFile, entries: tuple[EntryT, ...], *, is_reserved_first: bool) -> tuple[EntryT, ...]:
    """The entries, of which those for reserved values stand together, or are left out where the scenario turns them off.

    A scenario's own rule on a reserved value comes before the reserved one; but a timeline for all records must not come
    before those that a few reserved values ask for.
    """
    reserved = tuple(each for each in entries if each.is_reserved) if head.reserved else ()
    others = tuple(each for each in entries if not each.is_reserved)
    return reserved + others if is_reserved_first else others + reserved


def _clock(entry: ClockEntry, below: ClockStart) -> ClockStart:
    mode = entry.mode or (below.mode if entry.speed is None else Mode.RUNNING)  # a speed alone says that the clock runs
    return ClockStart(entry.start or below.at, mode, entry.speed or below.speed)


def _overlaid(below: BaseModel, own: BaseModel | None) -> BaseModel:
    """The switches below with those on top that the file itself sets."""
    if own is None:
        return below
    return below.model_copy(update={name: getattr(own, name) for name in own.model_fields_set})


def _fixture_key(fixture: Fixture) -> Hashable | None:
    return None if fixture.key[2] is None else fixture.key


def _placed(below: tuple[ItemT, ...], own: tuple[ItemT, ...], key: Callable[[ItemT], Hashable | None]) -> tuple[ItemT, ...]:
    """All items, the own ones last, save that one whose key stands below already takes that one's place."""
    replacing = {key(item): item for item in own if key(item) is not None}
    kept = tuple(replacing.pop(key(item), item) for item in below)
    return kept + tuple(item for item in own if key(item) is None or key(item) in replacing)
