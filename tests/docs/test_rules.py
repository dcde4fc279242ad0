"""The guide to scenarios tells of every key, operator and fault that there is, and what it prints is sound."""

import re

import pytest

from mock_server.faults.conditions import CALL_PARTS
from mock_server.registry import VENDORS, words
from mock_server.resources import folder
from mock_server.scenarios.action_entries import DoEntry, RespondEntry
from mock_server.scenarios.condition_entries import DemandEntry
from mock_server.scenarios.fault_entries import NEED_A_VALUE, OF_CALLS, OF_NEWS, FaultEntry
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.scenarios.rule_entries import ACTIONS, RuleEntry
from mock_server.scenarios.schema import ScenarioFile
from tests.live import ROOT

GUIDE = (ROOT / "docs" / "scenarios.md").read_text()
LIBRARY = ScenarioLibrary([folder("scenarios")], words(VENDORS))


def table(heading: str) -> dict[str, list[str]]:
    """The rows of the table whose first column has that heading, by the words in their first cells."""
    body = re.findall(rf"^\| {heading} \|.*\n\|[-| ]+\n((?:\|.*\n)+)", GUIDE, re.MULTILINE)[0]
    rows = [re.split(r" \| ", line.strip("|\n ")) for line in body.splitlines()]
    return {word: row[1:] for row in rows for word in re.findall(r"`([a-z_.]+)`", row[0])}


def test_every_key_at_the_top_has_a_heading() -> None:
    headings = set(re.findall(r"`([a-z]+)`", "\n".join(re.findall(r"^## (.*)$", GUIDE, re.MULTILINE))))

    assert headings == set(ScenarioFile.model_fields)


def test_every_fault_is_in_a_table_with_a_value_that_the_loader_takes() -> None:
    calls, news = table("fault of calls"), table("fault of webhooks")

    assert (set(calls), set(news)) == (set(OF_CALLS), set(OF_NEWS))
    for kind, (value, *_) in (*calls.items(), *news.items()):
        assert ("`true`" in value) == (kind not in NEED_A_VALUE), kind


def test_every_fault_is_of_calls_or_of_webhooks() -> None:
    assert set(OF_CALLS) | set(OF_NEWS) == set(FaultEntry.model_fields)


def test_every_operator_and_every_part_of_a_call_is_in_a_table() -> None:
    assert set(table("operator")) == {field.alias or name for name, field in DemandEntry.model_fields.items()}
    assert [word.rstrip(".") for word in table("part")] == list(CALL_PARTS)


@pytest.mark.parametrize("model", [RuleEntry, RespondEntry, DoEntry])
def test_every_key_of_a_rule_is_spoken_of(model: type[RuleEntry | RespondEntry | DoEntry]) -> None:
    section = GUIDE[GUIDE.index("## `rules`") : GUIDE.index("## `webhooks`")]

    for name, field in model.model_fields.items():
        assert re.search(rf"\b{field.alias or name}\b", section), name


def test_every_action_is_told_in_a_row_of_its_own() -> None:
    assert set(re.findall(r"^- `([a-z]+)[:`]", GUIDE, re.MULTILINE)) >= set(ACTIONS)


@pytest.mark.parametrize("text", re.findall(r"^```yaml\n(rules:\n.*?)^```", GUIDE, re.MULTILINE | re.DOTALL))
def test_printed_rules_are_sound(text: str) -> None:
    scenario = LIBRARY.read(f"scenario: printed\ntitle: Printed in the guide\n{text}", "the guide")

    assert len(scenario.rules) > 2
