import pytest

from mock_server.faults.conditions import (
    MISSING,
    Between,
    Condition,
    Matches,
    OneOf,
    Present,
    Test,
    follow,
    number_of,
    steps_of,
    text_of,
)
from mock_server.faults.patterns import Pattern


@pytest.mark.parametrize(
    ("path", "found"),
    [("a", {"b": [1, {"c": None}]}), ("a.b.0", 1), ("a.b.1.c", None), ("a.b.2", MISSING), ("a.x", MISSING), ("x.y", MISSING)],
)
def test_a_dotted_path_leads_into_objects_and_lists(path: str, found: object) -> None:
    assert follow({"a": {"b": [1, {"c": None}]}}, steps_of(path)) == found


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("body.a.b", ("body", "a", "b")),
        ("header.X-Trace.Id", ("header", "x-trace.id")),
        ("query.filter.Name", ("query", "filter.Name")),
        ("path.orderId", ("path", "orderId")),
        ("query", ("query",)),
    ],
)
def test_what_follows_a_flat_part_is_one_name_and_headers_have_no_case(path: str, steps: tuple[str, ...]) -> None:
    assert steps_of(path) == steps


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (30, "30"),
        (30.0, "30"),
        (1.5, "1.5"),
        ([], None),
        ({}, None),
        (MISSING, None),
    ],
)
def test_scalars_are_compared_as_a_scenario_spells_them(value: object, text: str | None) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3.0), (3.5, 3.5), ("3", 3.0), ("-3.50", -3.5), (True, None), ("3 ", None), ("1e3", None), ("", None), (None, None)],
)
def test_numbers_are_json_numbers_and_texts_of_plain_digits(value: object, number: float | None) -> None:
    assert number_of(value) == number


@pytest.mark.parametrize(
    ("test", "holding", "failing"),
    [
        (OneOf(("a", "30")), ["a", 30, 30.0], ["b", None, MISSING, ["a"]]),
        (Matches(Pattern("^T[XN]$")), ["TX"], ["TXX", "tx", None, MISSING, {}]),
        (Matches(Pattern("ul")), ["null", None, "bull"], ["nil"]),
        (Present(is_present=True), [None, "", [], 0], [MISSING]),
        (Present(is_present=False), [MISSING], [None, "", 0]),
        (Between(5), [5.1, 6, "6"], [5, "5", "six", None, MISSING, True]),
        (Between(below=5), [4, "-4"], [5, 6]),
        (Between(1, 3), [2], [1, 3, 4]),
    ],
)
def test_each_operator_holds_for_what_it_asks_and_nothing_else(
    test: Test, holding: list[object], failing: list[object]
) -> None:
    assert all(test.holds(value) for value in holding)
    assert not any(test.holds(value) for value in failing)


def test_a_condition_holds_when_all_that_it_asks_holds() -> None:
    condition = Condition((("body.a", "1"),), (("body.b", Present(is_present=False)), ("body.a", Between(0))))

    assert condition.holds_for({"body": {"a": 1}})
    assert not condition.holds_for({"body": {"a": 1, "b": None}})
    assert not condition.holds_for({"body": {"a": 2}})
    assert Condition().holds_for({})


@pytest.mark.parametrize(
    ("test", "text"),
    [
        (OneOf(("a", "b")), "one of a, b"),
        (Matches(Pattern("^T")), "matching ^T"),
        (Present(is_present=True), "there"),
        (Present(is_present=False), "not there"),
        (Between(1, 2.5), "above 1 and below 2.5"),
        (Between(below=2), "below 2"),
    ],
)
def test_an_operator_says_what_it_asks(test: Test, text: str) -> None:
    assert str(test) == text
