"""How much of what there is a run has to meet."""

import pytest

from mock_server.coverage.taking import take
from mock_server.coverage.thresholds import BadThreshold, parse, percent, shortfalls
from mock_server.registry import VENDORS
from tests.clients import Client
from tests.coverage.conftest import Place


@pytest.mark.parametrize(
    ("text", "of", "least"),
    [("80", "all", 80.0), ("nimbus=90", "nimbus", 90.0), ("move=0", "move", 0.0), ("nimbus.move=75.5", "nimbus.move", 75.5)],
)
def test_a_threshold_is_about_all_a_vendor_a_sort_or_both(text: str, of: str, least: float) -> None:
    threshold = parse(text, VENDORS)

    assert (threshold.of, float(threshold.least)) == (of, least)


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "no share"), ("101", "no share"), ("nimbus", "no share"), ("-1", "no share"), ("nimbs=3", "did you mean 'nimbus'")],
)
def test_what_is_no_threshold_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadThreshold, match=says):
        parse(text, VENDORS)


def test_what_falls_short_says_by_how_much(client: Client, place: Place) -> None:
    place()
    found = take(client.server.sandboxes, VENDORS)

    below = shortfalls(found, [parse(text, VENDORS) for text in ("nimbus.operation=25", "nimbus.operation=25.1")])

    assert [str(each) for each in below] == ["nimbus.operation: 25% (1 of 4), below 25.1%"]


def test_a_threshold_on_nothing_cannot_be_held(client: Client) -> None:
    with pytest.raises(BadThreshold, match=r"nothing to meet of cloudrx\.event"):
        shortfalls(take(client.server.sandboxes, VENDORS), [parse("cloudrx.event=1", VENDORS)])


def test_a_share_is_rounded_down() -> None:
    assert [percent(2, 3), percent(9_999, 10_000), percent(3, 3), percent(0, 0)] == ["66.6%", "99.9%", "100%", "-"]
