import pytest

from mock_server.faults.conditions import MISSING, Condition, look_up, text_of
from mock_server.faults.rules import Fault, Refuse, Rule, RuleBook

OPERATIONS = ("examplerx.create", "examplerx.read", "otherrx.create")


def refuse(name: str, on: str, *when: tuple[str, str]) -> Rule:
    return Rule(name, on, Condition(when), refuse=Refuse("no"))


@pytest.mark.parametrize(
    ("path", "found"),
    [("a", {"b": [1, {"c": None}]}), ("a.b.0", 1), ("a.b.1.c", None), ("a.b.2", MISSING), ("a.x", MISSING), ("x.y", MISSING)],
)
def test_a_dotted_path_leads_into_objects_and_lists(path: str, found: object) -> None:
    assert look_up({"a": {"b": [1, {"c": None}]}}, path) == found


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
    ],
)
def test_scalars_are_compared_as_a_scenario_spells_them(value: object, text: str | None) -> None:
    assert text_of(value) == text


def test_the_first_rule_that_matches_wins_whatever_it_asks_for() -> None:
    book = RuleBook(
        [
            refuse("by-zip", "examplerx.create", ("body.zip", "0")),
            refuse("by-name-and-zip", "examplerx.create", ("body.name", "n"), ("body.zip", "1")),
            refuse("by-name", "examplerx.*", ("body.name", "n")),
            refuse("rest", "*"),
        ],
        OPERATIONS,
    )

    def first(operation: str, **body: object) -> str | None:
        rule = book.refusal_for(operation, lambda: {"body": body})
        return rule.name if rule else None

    assert first("examplerx.create", zip="0", name="n") == "by-zip"
    assert first("examplerx.create", zip="1", name="n") == "by-name-and-zip"
    assert first("examplerx.create", zip="2", name="n") == "by-name"
    assert first("examplerx.create") == "rest"
    assert first("otherrx.create", zip="0", name="n") == "rest"


def test_an_operation_without_rules_looks_at_nothing() -> None:
    book = RuleBook([refuse("one", "examplerx.create")], OPERATIONS)

    def fail() -> dict[str, object]:
        raise AssertionError("nobody has asked for the call")

    assert book.refusal_for("otherrx.create", fail) is None
    assert book.fault_for("examplerx.create", fail) is None


def test_faults_and_refusals_are_judged_apart() -> None:
    book = RuleBook([Rule("down", "examplerx.*", fault=Fault(503)), refuse("no", "examplerx.*")], OPERATIONS)

    fault, refusal = book.fault_for("examplerx.read", dict), book.refusal_for("examplerx.read", dict)

    assert (fault and fault.name, refusal and refusal.name) == ("down", "no")
