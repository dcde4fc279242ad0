"""A world without a vendor, for rules to be judged in."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from mock_server.engine.clock import ClockStart, Wall
from mock_server.engine.engine import Engine
from mock_server.engine.world import World
from mock_server.faults.book import RuleBook, Standing
from mock_server.faults.conditions import Condition
from mock_server.faults.index import Index
from mock_server.faults.kinds import Status
from mock_server.faults.occasions import Occasion
from mock_server.faults.rules import Fail, Refuse, Rule

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
OPERATIONS = ("examplerx.create", "examplerx.read", "otherrx.create")
EVENTS = ("webhook.examplerx.order.shipped", "webhook.examplerx.order.created", "webhook.otherrx.news")


def engine_of(seed: int = 1, wall: Wall = lambda: 0.0) -> Engine:
    """An engine on an empty world."""
    return Engine(World.begin(seed, ClockStart(START), wall, {}), {})


def book_of(*rules: Rule) -> RuleBook:
    """A book of rules, all armed at the start."""
    return RuleBook((Standing(rule, START) for rule in rules), (*OPERATIONS, *EVENTS))


def refuse(name: str, on: str, *when: tuple[str, str], occasion: Occasion | None = None) -> Rule:
    """A rule that refuses."""
    return Rule(name, on, Refuse("no"), Condition(when), occasion or Occasion())


def fail(name: str, on: str = "*", occasion: Occasion | None = None) -> Rule:
    """A rule that fails."""
    return Rule(name, on, Fail(Status(503)), occasion=occasion or Occasion())


def refused_by(book: RuleBook, engine: Engine, operation: str, **document: object) -> str | None:
    """Which refusing rule acts on a call of which conditions see this."""
    rows = book.rows.get(operation)
    return None if rows is None or rows.refusing is None else name_of(book, engine, rows.refusing, document)


def failed_by(book: RuleBook, engine: Engine, operation: str = "examplerx.read", **document: object) -> str | None:
    """Which failing rule acts on a call of which conditions see this."""
    rows = book.rows.get(operation)
    return None if rows is None or rows.failing is None else name_of(book, engine, rows.failing, document)


def name_of(book: RuleBook, engine: Engine, index: Index, document: Mapping[str, object]) -> str | None:
    """The name of the first rule of an index that acts."""
    met = book.first(index, document, engine)
    return met.rule.name if met else None


def names(rules: Iterable[Rule]) -> list[str]:
    """The rules' names."""
    return [rule.name for rule in rules]
