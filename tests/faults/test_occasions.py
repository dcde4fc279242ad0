from datetime import timedelta

import pytest

from mock_server.faults.occasions import Occasion, Window

HOUR = timedelta(hours=1)
NOW = timedelta()


@pytest.mark.parametrize(
    ("occasion", "ordinals"),
    [
        (Occasion(), [1, 2, 3, 4, 5]),
        (Occasion(1, 1), [1]),
        (Occasion(1, 2), [1, 2]),
        (Occasion(3), [3, 4, 5]),
        (Occasion(2, 3), [2, 3]),
    ],
)
def test_calls_are_counted_from_one(occasion: Occasion, ordinals: list[int]) -> None:
    assert [n for n in range(1, 6) if occasion.comes(n, NOW, 0.0)] == ordinals


def test_chance_decides_by_the_number_that_is_drawn() -> None:
    occasion = Occasion(chance=0.25)

    assert occasion.comes(1, NOW, 0.2499)
    assert not occasion.comes(1, NOW, 0.25)


def test_a_rule_wears_off_when_its_time_is_over() -> None:
    occasion = Occasion(lasts=HOUR)

    assert not occasion.is_over(HOUR - timedelta(microseconds=1))
    assert occasion.is_over(HOUR)
    assert not Occasion().is_over(timedelta(days=9999))


@pytest.mark.parametrize(
    ("since", "share"),
    [(0, 0.0), (60, 0.0), (75, 0.5), (90, 1.0), (120, 1.0), (150, 1.0), (165, 0.5), (180, 0.0), (999, 0.0)],
)
def test_a_window_rises_and_falls_at_its_edges(since: int, share: float) -> None:
    window = Window(lasts=timedelta(minutes=120), after=timedelta(minutes=60), ramp=timedelta(minutes=30))

    assert window.share(timedelta(minutes=since)) == pytest.approx(share)


def test_a_window_without_a_ramp_has_sharp_edges() -> None:
    window = Window(HOUR)

    assert [window.share(HOUR * n) for n in (-1, 0, 0.5, 1)] == [0.0, 1.0, 1.0, 0.0]


def test_a_short_window_never_gets_beyond_where_its_edges_meet() -> None:
    assert Window(HOUR, ramp=HOUR).share(HOUR / 2) == pytest.approx(0.5)


def test_within_a_window_chance_and_share_are_multiplied() -> None:
    occasion = Occasion(chance=0.5, window=Window(HOUR, ramp=HOUR / 2))

    assert occasion.comes(1, HOUR / 4, 0.24)
    assert not occasion.comes(1, HOUR / 4, 0.26)
