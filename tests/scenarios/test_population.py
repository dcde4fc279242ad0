"""Populations: made-up records with lives behind them, the same from the same seed, and what a file may ask for."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from mock_server.contract.vendor import Vendor
from mock_server.engine.clock import wall_seconds
from mock_server.engine.engine import CREATE
from mock_server.engine.records import AnyRecord
from mock_server.engine.schedule import PlannedMove
from mock_server.registry import VENDORS, words
from mock_server.resources import folder
from mock_server.sandboxes.start import Start, prepare
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.scenarios.population import way_to

HEAD = "scenario: tale\ntitle: A tale\nextends: default\n"
MADE = [(vendor, noun) for vendor in VENDORS.values() for noun in vendor.makers]
EVERY_MAKER = pytest.mark.parametrize(("vendor", "noun"), MADE, ids=[f"{vendor.slug}.{noun}" for vendor, noun in MADE])

Begin = Callable[..., Start]


@pytest.fixture(scope="module")
def begin() -> Begin:
    """Prepares a scenario of which this stands below its `extends`."""
    spoken = words(VENDORS)
    library = ScenarioLibrary([folder("scenarios")], spoken)

    def begin(body: str, seed: int = 1) -> Start:
        scenario = library.read(HEAD + body, "tale.yaml")
        return prepare(scenario, spoken, wall_seconds, seed, scenario.clock)

    return begin


def made_up(begin: Begin, vendor: Vendor, noun: str, wish: str, seed: int = 1) -> list[AnyRecord]:
    """The made-up records of a kind: those that are there beyond the fixtures of `default`."""
    kind = vendor.makers[noun].kind
    before = {each.id for each in begin("", seed).world.store.each(kind)}
    start = begin(f"populate: {{{vendor.slug}.{noun}: {wish}}}", seed)
    return [each for each in start.world.store.each(kind) if each.id not in before]


@EVERY_MAKER
def test_every_status_is_reached_by_moves_that_the_lifecycle_knows(begin: Begin, vendor: Vendor, noun: str) -> None:
    lifecycle = vendor.makers[noun].lifecycle
    found = made_up(begin, vendor, noun, "{count: 200, over: 5d}")
    start = begin("").world.now

    counts = Counter(each.status for each in found)
    assert set(counts) == {each.name for each in lifecycle.statuses}
    assert max(counts.values()) - min(counts.values()) <= 1
    for record in found:
        first, *steps = record.history
        assert (first.do, first.at) == (CREATE, record.created_at)
        assert start - timedelta(days=5) <= record.created_at < start
        status, at = first.status, first.at
        for step in steps:
            move = lifecycle.find(step.do, status)
            assert move is not None
            assert at <= step.at <= start
            status, at = move.target or status, step.at
            assert status == step.status
        assert (status, at) == (record.status, record.updated_at)


@EVERY_MAKER
def test_the_same_seed_makes_up_the_same_and_another_seed_another(begin: Begin, vendor: Vendor, noun: str) -> None:
    first, again, other = (made_up(begin, vendor, noun, "{count: 30}", seed) for seed in (1, 1, 2))

    assert first == again
    assert [each.content for each in first] != [each.content for each in other]


@EVERY_MAKER
def test_made_up_records_are_shown_as_any_other(begin: Begin, vendor: Vendor, noun: str) -> None:
    kind = vendor.makers[noun].kind

    for record in made_up(begin, vendor, noun, "{count: 20}"):
        shown = kind.view(record)
        assert record.status in shown.values()


def test_statuses_are_dealt_out_by_their_weights(begin: Begin) -> None:
    wish = "{count: 500, statuses: {pending: 70%, shipped: 0.2, cancelled: 0.1}, over: 30d}"
    weighed = made_up(begin, VENDORS["nimbus"], "order", wish)
    uneven = made_up(begin, VENDORS["nimbus"], "order", "{count: 7, statuses: [pending, shipped, cancelled]}")

    assert Counter(each.status for each in weighed) == {"pending": 350, "shipped": 100, "cancelled": 50}
    assert sorted(Counter(each.status for each in uneven).values()) == [2, 2, 3]


def test_creations_are_spread_over_the_whole_time(begin: Begin) -> None:
    found = made_up(begin, VENDORS["nimbus"], "order", "{count: 300, over: 30d}")

    days = Counter(each.created_at.date() for each in found)
    assert len(days) >= 29
    assert max(days.values()) < 40
    assert [each.created_at for each in found] == sorted(each.created_at for each in found)


def test_records_follow_timelines_from_where_they_have_come_to(begin: Begin) -> None:
    start = begin("""
populate: {nimbus.order: {count: 40, statuses: [pending, processing, delivered]}}
timelines:
  - {for: nimbus.order, moves: [{after: 5m, do: process}, {after: 1d, jitter: 2h, do: ship}]}
""")
    planned: dict[str, list[str]] = {}
    for at, _, task in start.world.schedule.each():
        assert isinstance(task, PlannedMove)
        assert at >= start.world.now + timedelta(minutes=5)
        planned.setdefault(task.id, []).append(task.do)

    expected = {"pending": ["process", "ship"], "processing": ["ship"], "delivered": []}
    for record in start.world.store.each(start.kinds["nimbus.order"]):
        assert planned.get(record.id, []) == expected[record.status]


def test_the_way_to_a_status_is_the_documented_one_and_leads_through_no_trouble() -> None:
    lifecycle = VENDORS["rxscale"].makers["order"].lifecycle

    assert way_to(lifecycle, "init", "completed") == ("queue", "review", "prepare", "complete")
    assert way_to(lifecycle, "init", "on-hold") == ("hold",)
    assert way_to(lifecycle, "completed", "init") is None
    assert way_to(lifecycle, "init", "init") == ()


def test_an_own_population_takes_the_place_of_the_one_below() -> None:
    library = ScenarioLibrary([folder("scenarios")], words(VENDORS))
    below = library.load("rxscale/busy-pharmacies").crowds
    own = "populate: {rxscale.order: {count: 3}, nimbus.order: {count: 2}}"
    text = f"scenario: t\ntitle: t\nextends: rxscale/busy-pharmacies\n{own}"

    assert [(each.vendor, each.population.count) for each in library.read(text, "t").crowds] == [("rxscale", 3), ("nimbus", 2)]
    assert [each.population.count for each in below] == [40]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("nimbus.ordr: {count: 1}", "4:12: nobody makes up records of a kind 'nimbus.ordr'; did you mean 'nimbus.order'?"),
        ("nimbus.patient: {count: 1}", "4:12: nobody makes up records of a kind 'nimbus.patient'; known: nimbus.order, "),
        ("nimbus.order: {}", "4:26: the key 'count' is missing"),
        ("nimbus.order: {count: 0}", "4:34: expected a number of at least 1, found '0'"),
        ("nimbus.order: {count: 100001}", "4:34: expected a number of at most 100000, found '100001'"),
        (
            "nimbus.order: {count: 1, statuses: {shiped: 1}}",
            "4:48: nimbus.order has no status 'shiped'; did you mean 'shipped'?",
        ),
        ("nimbus.order: {count: 1, statuses: {shipped: 0}}", "4:57: '0' is no weight; write a number above 0, or 70%"),
        ("nimbus.order: {count: 1, statuses: []}", "4:47: expected 1 or more entries, found an empty list"),
        ("nimbus.order: {count: 1, over: 11y}", "4:43: '11y' is no duration"),
        ("nimbus.order: {count: 1, over: 0s}", "4:43: records are made within 1s to 3660d before the start"),
        ("nimbus.order: {count: 1, pharmacies: [a]}", "4:37: unknown key 'pharmacies'; known: count, statuses, over"),
        ("rxscale.order: {count: 1, pharmacys: [a]}", "4:38: unknown key 'pharmacys'; did you mean 'pharmacies'?"),
        ("rxscale.order: {count: 1, shop: none}", "4:27: there is no rxscale.shop 'none'"),
    ],
)
def test_a_mistake_is_told_with_its_place(begin: Begin, wish: str, expected: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        begin(f"populate: {{{wish}}}")

    (mistake,) = raised.value.mistakes
    assert str(mistake).startswith(f"tale.yaml:{expected}")


def test_without_what_orders_are_made_for_there_are_none() -> None:
    spoken = words(VENDORS)
    scenario = ScenarioLibrary([], spoken).read("scenario: t\ntitle: t\npopulate: {cloudrx.order: {count: 1}}", "t")

    with pytest.raises(ScenarioError, match="clinics: orders are made up for those that there are, and there are none"):
        prepare(scenario, spoken, wall_seconds, 1, scenario.clock)


def test_made_up_people_cannot_be_reached(begin: Begin) -> None:
    contents: list[Any] = [each.content for each in made_up(begin, VENDORS["cloudrx"], "order", "{count: 50}")]

    assert all(each.customer.email.endswith("@example.com") for each in contents)
    assert all(each.customer.telephone.startswith("07700 900") for each in contents)
