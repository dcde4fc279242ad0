from datetime import timedelta

import pytest

from mock_server.faults.conditions import Condition
from mock_server.faults.occasions import Occasion
from mock_server.faults.rules import Rule
from mock_server.faults.webhooks import Drop, Duplicate, Late, NewsFault, Reorder, StaleTimestamp
from tests.faults.worlds import book_of, engine_of

HOUR = timedelta(hours=1)
NOTHING: dict[str, object] = {"body": {}, "record": {}}


def news(name: str, on: str, fault: NewsFault, *when: tuple[str, str], occasion: Occasion | None = None) -> Rule:
    return Rule(name, on, fault, Condition(when), occasion or Occasion())


@pytest.mark.parametrize(
    ("on", "events"),
    [
        ("webhook.examplerx.order.shipped", ["examplerx.order.shipped"]),
        ("webhook.examplerx.*", ["examplerx.order.shipped", "examplerx.order.created"]),
        ("webhook.*", ["examplerx.order.shipped", "examplerx.order.created", "otherrx.news"]),
    ],
)
def test_a_rule_on_webhooks_speaks_of_the_events_that_it_names(on: str, events: list[str]) -> None:
    book = book_of(news("lost", on, Drop()))
    known = ["examplerx.order.shipped", "examplerx.order.created", "otherrx.news"]

    assert [event for event in known if book.news_fault(event, lambda: NOTHING, engine_of())] == events
    assert not book.rows


def test_the_first_rule_that_matches_a_delivery_says_what_befalls_it() -> None:
    book = book_of(
        news("twice-for-shipped", "webhook.*", Duplicate(2), ("record.status", "shipped")),
        news("lost-for-others", "webhook.examplerx.*", Drop()),
    )

    def met(**record: object) -> tuple[str, NewsFault] | None:
        found = book.news_fault("examplerx.order.shipped", lambda: {"body": {}, "record": record}, engine_of())
        return None if found is None else (found[0].name, found[1])

    assert met(status="shipped") == ("twice-for-shipped", Duplicate(2))
    assert met(status="pending") == ("lost-for-others", Drop())


def test_the_body_that_is_to_be_sent_can_be_asked_for() -> None:
    book = book_of(news("old", "webhook.*", StaleTimestamp(), ("body.data.orderId", "o-1")))

    assert book.news_fault("otherrx.news", lambda: {"body": {"data": {"orderId": "o-1"}}}, engine_of())
    assert not book.news_fault("otherrx.news", lambda: {"body": {"data": {"orderId": "o-2"}}}, engine_of())


def test_deliveries_are_counted_by_match() -> None:
    book = book_of(news("second-lost", "webhook.*", Drop(), occasion=Occasion(2, 2)))
    engine = engine_of()

    found = [book.news_fault("otherrx.news", lambda: NOTHING, engine) is not None for _ in range(3)]

    assert found == [False, True, False]


def test_how_late_a_delivery_is_comes_from_the_seed_and_its_ordinal() -> None:
    book = book_of(news("shuffled", "webhook.*", Reorder(HOUR)))

    def spans(seed: int) -> list[timedelta]:
        engine = engine_of(seed)
        found = [book.news_fault("otherrx.news", lambda: NOTHING, engine) for _ in range(5)]
        return [fault.span(luck) for _, fault, luck in filter(None, found) if isinstance(fault, Reorder)]

    assert spans(1) == spans(1) != spans(2)
    assert len(set(spans(1))) == 5
    assert all(timedelta() <= span <= HOUR for span in spans(1))


def test_a_fixed_delay_needs_no_chance() -> None:
    def never(word: str) -> int:
        raise AssertionError(word)

    assert Late(HOUR, HOUR).span(never) == HOUR


def test_an_event_without_rules_looks_at_nothing() -> None:
    def never() -> dict[str, object]:
        raise AssertionError("nobody has asked for the delivery")

    assert (
        book_of(news("lost", "webhook.otherrx.news", Drop())).news_fault("examplerx.order.shipped", never, engine_of()) is None
    )
