"""Timelines: jitter and branches by chance, drawn from the seed, and what the loader and the dry run say of them."""

from collections import Counter
from datetime import timedelta

import pytest

from mock_server.engine.clock import ClockStart
from mock_server.engine.engine import Engine
from mock_server.engine.schedule import PlannedMove
from mock_server.engine.world import World
from mock_server.faults.conditions import Condition
from mock_server.scenarios.foretelling import foretell
from mock_server.scenarios.player import Player
from mock_server.scenarios.scenario import Choice, Timeline, TimelineMove
from tests.engine.parcels import PARCEL, START, Parcel, Wall
from tests.scenarios.examplerx import Load, Mistakes

HEAD = "scenario: tale\ntitle: A tale\n"
HOUR = timedelta(hours=1)


def timeline(*moves: TimelineMove) -> Timeline:
    return Timeline("tale-1", PARCEL.name, Condition(), moves)


def plans(*moves: TimelineMove, ids: range = range(1), seed: int = 7) -> dict[str, list[tuple[timedelta, str]]]:
    """What is planned for parcels of these ids, by id: how long after their creation, and what."""
    engine = Engine(World.begin(seed, ClockStart(START), Wall(), {}), {PARCEL.name: PARCEL})
    engine.listen(Player(engine, [timeline(*moves)]).hear)
    for n in ids:
        engine.create(PARCEL, Parcel(), id=f"par_{n}")
    found: dict[str, list[tuple[timedelta, str]]] = {f"par_{n}": [] for n in ids}
    for at, _, task in engine.world.schedule.each():
        if isinstance(task, PlannedMove):
            found[task.id].append((at - START, task.do))
    return found


HAND_OVER = (Choice("hand_over"),)
EITHER = TimelineMove(HOUR, (Choice("hand_over", chance=0.9), Choice("lose", chance=0.05)))


def test_a_jitter_makes_each_record_late_by_its_own_time_up_to_the_jitter() -> None:
    found = plans(TimelineMove(HOUR, HAND_OVER, timedelta(minutes=10)), ids=range(200))
    late = [at - HOUR for ((at, _),) in found.values()]

    assert len(set(late)) > 50
    assert timedelta(0) <= min(late) < timedelta(minutes=1)
    assert timedelta(minutes=9) < max(late) <= timedelta(minutes=10)


def test_what_is_drawn_for_a_record_does_not_depend_on_the_others() -> None:
    step = TimelineMove(HOUR, EITHER.choices, timedelta(minutes=10))
    many = plans(step, ids=range(50))

    assert plans(step, ids=range(30, 31)) == {"par_30": many["par_30"]}
    assert plans(step, ids=range(49, -1, -1)) == many
    assert plans(step, ids=range(50), seed=8) != many


def test_branches_are_taken_as_often_as_their_chances_say() -> None:
    found = plans(EITHER, ids=range(2_000))
    counts = Counter(planned[0][1] if planned else "nothing" for planned in found.values())

    assert 1_740 < counts["hand_over"] < 1_860
    assert 60 < counts["lose"] < 140
    assert counts["hand_over"] + counts["lose"] + counts["nothing"] == 2_000
    assert counts["nothing"] > 60


def test_a_step_with_a_late_jitter_is_never_overtaken_by_the_next() -> None:
    found = plans(TimelineMove(HOUR, HAND_OVER, timedelta(hours=9)), TimelineMove(2 * HOUR, (Choice("lose"),)), ids=range(100))

    for (handed_over, _), (lost, do) in found.values():
        assert do == "lose"
        assert lost >= max(handed_over, 2 * HOUR)


def test_after_one_branch_the_steps_of_the_other_are_left_out() -> None:
    lose_half = TimelineMove(HOUR, (Choice("lose", chance=0.5),))
    found = plans(lose_half, TimelineMove(2 * HOUR, HAND_OVER), ids=range(40))

    assert {tuple(do for _, do in planned) for planned in found.values()} == {("lose",), ("hand_over",)}


def test_jitter_chance_and_branches_are_read(load: Load) -> None:
    (read,) = load("""
        timelines:
          - for: examplerx.order
            moves:
              - {after: 1h, jitter: 30m, chance: 12.5 %, do: ship, with: {tracking: 1Z99}}
              - {after: 1d, either: [{chance: 0.5, do: ship}, {chance: 50%, do: ship}]}
        """).timelines

    assert read.moves == (
        TimelineMove(HOUR, (Choice("ship", {"tracking": "1Z99"}, 0.125),), timedelta(minutes=30)),
        TimelineMove(timedelta(days=1), (Choice("ship", chance=0.5), Choice("ship", chance=0.5))),
    )


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        ("{after: 1d}", "4:36: a step has exactly one of 'do' and 'either', found neither"),
        ("{after: 1d, do: ship, either: [{chance: 1, do: ship}]}",
         "4:36: a step has exactly one of 'do' and 'either', found both"),
        ("{after: 1d, either: []}", "4:56: expected 1 or more entries, found an empty list"),
        ("{after: 1d, either: [{do: ship}]}", "4:57: the key 'chance' is missing"),
        ("{after: 1d, chance: 5%, either: [{chance: 1, do: ship}]}",
         "4:36: beside 'either' there is no 'with' and no 'chance': each of its choices has its own"),
        ("{after: 1d, either: [{chance: 0.8, do: ship}, {chance: 30%, do: ship}]}",
         "4:36: the chances of 'either' add up to 110%, which is more than 100%"),
        ("{after: 1d, chance: 0, do: ship}", "4:56: a chance is above 0 and at most 1, or 100%, found '0'"),
        ("{after: 1d, chance: 95, do: ship}", "4:56: a chance is above 0 and at most 1, or 100%, found '95'"),
        ("{after: 1d, chance: often, do: ship}", "4:56: 'often' is no chance; write 0.05 or 5%"),
        ("{after: 1d, jitter: 5ms, do: ship}", "4:36: a jitter is at least 1s"),
        ("{after: 1d, either: [{chance: 1, do: shipp}]}", "4:73: there is no move 'shipp'; did you mean 'ship'?"),
        ("{after: 1d, either: [{chance: 1, do: ship, with: {tracking: no}}]}",
         "4:96: 'no' does not fit; expected a tracking number, such as 1Z99"),
        ("{after: 1d, do: ship}, {after: 2d, do: ship}",
         "4:75: the move 'ship' is never possible here: by then a record is 'shipped'"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_step_is_told_with_its_place(mistakes: Mistakes, move: str, expected: str) -> None:
    assert mistakes(f"{HEAD}timelines:\n  - {{for: examplerx.order, moves: [{move}]}}\n") == [f"tale.yaml:{expected}"]


def test_a_dry_run_tells_each_step_with_its_share_of_all_cases() -> None:
    assert PARCEL.lifecycle is not None
    lose = TimelineMove(2 * HOUR, (Choice("lose", chance=0.5),), HOUR)
    told = [
        (step.after, step.latest, step.do, round(step.chance, 6), step.sources, step.target)
        for step in foretell(timeline(EITHER, lose), PARCEL.lifecycle)
    ]

    assert told == [
        (HOUR, HOUR, "hand_over", 0.9, ("packed",), "sent"),
        (HOUR, HOUR, "lose", 0.05, ("packed",), "lost"),
        (2 * HOUR, 3 * HOUR, "lose", 0.475, ("packed", "sent"), "lost"),
    ]
