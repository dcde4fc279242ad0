from datetime import timedelta

import pytest

from mock_server.faults.conditions import Condition, OneOf, Present
from mock_server.faults.kinds import Delay, Garbage, StaleRead, Status
from mock_server.faults.occasions import Occasion, Window
from mock_server.faults.rules import Fail, Refuse, Rule
from tests.faults.worlds import START, book_of, engine_of, fail, failed_by, names, refuse, refused_by

HOUR = timedelta(hours=1)


def test_the_first_rule_that_matches_wins_whatever_it_asks_for() -> None:
    engine = engine_of()
    book = book_of(
        refuse("by-zip", "examplerx.create", ("body.zip", "0")),
        refuse("by-name-and-zip", "examplerx.create", ("body.name", "n"), ("body.zip", "1")),
        refuse("by-name", "examplerx.*", ("body.name", "n")),
        refuse("rest", "*"),
        refuse("never", "*"),
    )

    def first(operation: str, **body: object) -> str | None:
        return refused_by(book, engine, operation, body=body)

    assert first("examplerx.create", zip="0", name="n") == "by-zip"
    assert first("examplerx.create", zip="1", name="n") == "by-name-and-zip"
    assert first("examplerx.create", zip="2", name="n") == "by-name"
    assert first("examplerx.create") == "rest"
    assert first("otherrx.create", zip="0", name="n") == "rest"
    assert not engine.world.counters


def test_an_operation_without_rules_has_no_row() -> None:
    book = book_of(refuse("one", "examplerx.create"))

    assert list(book.rows) == ["examplerx.create"]
    assert not book.news


@pytest.mark.parametrize(
    ("rule", "document"),
    [
        (refuse("r", "*", ("body.items.1.sku", "x")), {"body": {"items": [{}, {"sku": "x"}]}}),
        (refuse("r", "*", ("body.0", "x")), {"body": ["x"]}),
        (refuse("r", "*", ("header.X-Test", "x")), {"header": {"x-test": "x"}}),
        (refuse("r", "*", ("query.a.b", "x")), {"query": {"a.b": "x"}}),
        (refuse("r", "*", ("record.status", "null")), {"record": {"status": None}}),
        (Rule("r", "*", Refuse("no"), Condition(tests=(("body.a", OneOf(("x", "5"))),))), {"body": {"a": 5}}),
        (Rule("r", "*", Refuse("no"), Condition(tests=(("body.a", Present(is_present=False)),))), {"body": {}}),
    ],
)
def test_rules_are_found_by_whatever_value_they_ask_for(rule: Rule, document: dict[str, object]) -> None:
    empty: dict[str, object] = {"body": None, "query": {}, "header": {}, "record": {}}

    assert refused_by(book_of(rule), engine_of(), "examplerx.read", **(empty | document)) == "r"
    if not isinstance(dict(rule.when.tests).get("body.a"), Present):
        assert refused_by(book_of(rule), engine_of(), "examplerx.read", **empty) is None


def test_many_rules_on_many_fields_are_found_by_the_fields_that_are_there() -> None:
    book = book_of(*(refuse(f"r{n}", "examplerx.create", (f"body.field{n}.deep", str(n))) for n in range(500)))

    found = refused_by(book, engine_of(), "examplerx.create", body={"field7": {"deep": "8"}, "field499": {"deep": 499}})

    assert found == "r499"


def test_counted_rules_count_every_match_whichever_rule_acts() -> None:
    book = book_of(fail("first-two", occasion=Occasion(1, 2)), fail("from-the-third-on", occasion=Occasion(3)))
    engine = engine_of()

    assert [failed_by(book, engine) for _ in range(4)] == ["first-two"] * 2 + ["from-the-third-on"] * 2


def test_a_counted_rule_behind_one_that_always_acts_counts_too() -> None:
    book = book_of(fail("always"), fail("second", occasion=Occasion(2, 2)), fail("never-looked-at"))
    engine = engine_of()

    assert [failed_by(book, engine) for _ in range(2)] == ["always", "always"]
    assert engine.world.counters == {"rule second": 2}


def test_a_rule_counts_only_what_matches_it() -> None:
    book = book_of(refuse("second-of-tx", "*", ("body.state", "TX"), occasion=Occasion(2, 2)))
    engine = engine_of()

    states = ["TX", "NY", "TX", "TX"]

    found = [refused_by(book, engine, "examplerx.create", body={"state": state}) for state in states]

    assert found == [None, None, "second-of-tx", None]


def test_chance_depends_on_seed_rule_and_ordinal_alone() -> None:
    book = book_of(fail("some", occasion=Occasion(chance=0.3)), fail("others", occasion=Occasion(chance=0.3)))

    def run(seed: int) -> list[str | None]:
        engine = engine_of(seed)
        return [failed_by(book, engine) for _ in range(400)]

    assert run(1) == run(1)
    assert run(1) != run(2)
    assert 0.2 < run(1).count("some") / 400 < 0.4
    assert 0.1 < run(1).count("others") / 400 < 0.3


def test_a_rule_that_has_worn_off_acts_and_counts_no_more() -> None:
    book = book_of(fail("short", occasion=Occasion(lasts=HOUR)))
    engine = engine_of()

    assert failed_by(book, engine) == "short"
    engine.advance(HOUR)
    assert failed_by(book, engine) is None
    assert engine.world.counters == {"rule short": 1}


def test_an_outage_fails_a_growing_share_of_calls() -> None:
    window = Window(lasts=HOUR * 10, after=HOUR, ramp=HOUR * 4)
    book = book_of(fail("outage", occasion=Occasion(window=window)))
    engine = engine_of()

    failed = []
    for _ in range(5):
        failed.append(sum(failed_by(book, engine) is not None for _ in range(200)) / 200)
        engine.advance(HOUR)

    assert failed[:2] == [0.0, 0.0]
    assert failed[1] < failed[2] < failed[3] < failed[4] < 1


def test_a_rule_that_is_armed_by_header_holds_for_no_other_call() -> None:
    book = book_of(Rule("quiet", "*", Fail(Status(503)), is_quiet=True))

    assert not book.rows
    standing = book.named("quiet")
    assert standing is not None
    assert book.summoned(standing, engine_of()).rule.name == "quiet"


def test_a_rule_on_everything_speaks_of_calls_and_not_of_webhooks() -> None:
    book = book_of(fail("down"))

    assert list(book.rows) == ["examplerx.create", "examplerx.read", "otherrx.create"]
    assert not book.news


def test_what_changes_a_rule_makes_another_book() -> None:
    book = book_of(fail("a"), fail("b"))
    later = START + HOUR

    added = book.with_rule(fail("c"), later)
    resting = added.enabled("a", later, is_enabled=False)
    again = resting.enabled("a", later + HOUR, is_enabled=True)

    assert names(book.rules) == ["a", "b"]
    assert names(added.rules) == ["c", "a", "b"]
    assert names(added.without("c").rules) == ["a", "b"]
    assert [(each.is_enabled, each.is_added, each.armed_at) for each in resting.standings] == [
        (True, True, later),
        (False, False, START),
        (True, False, START),
    ]
    assert failed_by(added.without("c"), engine_of()) == "a"
    assert failed_by(resting.without("c"), engine_of()) == "b"
    assert again.standings[1].armed_at == later + HOUR


def test_a_book_knows_how_far_back_its_rules_look() -> None:
    stale = [Rule(f"stale-{n}", "*", Fail(StaleRead(HOUR * n))) for n in (1, 3, 2)]

    assert book_of(fail("a")).looks_back is None
    assert book_of(*stale).looks_back == HOUR * 3


@pytest.mark.parametrize(
    ("action", "is_counted"),
    [
        (Fail(Status(503)), False),
        (Fail(Garbage()), True),
        (Fail(delay=Delay(HOUR, HOUR)), False),
        (Fail(delay=Delay(HOUR, HOUR * 2)), True),
    ],
)
def test_rules_about_which_chance_decides_count_their_matches(action: Fail, is_counted: bool) -> None:  # noqa: FBT001  # a column
    rule = Rule("r", "*", action)
    engine = engine_of()

    failed_by(book_of(rule), engine)

    assert rule.is_counted is is_counted
    assert engine.world.counters == ({"rule r": 1} if is_counted else {})
