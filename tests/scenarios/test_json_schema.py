"""The JSON Schema of scenarios: it lets every shipped scenario through, and points at what an editor can see."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from mock_server.cli import main
from mock_server.registry import VENDORS, words
from mock_server.resources import folder
from mock_server.scenarios.json_schema import FILE, schema_text
from mock_server.scenarios.loose import loosen

SCENARIOS = folder("scenarios")
FILES = sorted(SCENARIOS.rglob("*.yaml"))
TEXT = schema_text(words(VENDORS))
VALIDATOR = jsonschema_rs.validator_for(json.loads(TEXT))


class EditorsYaml(yaml.CSafeLoader):
    """YAML 1.2 as editors read it, in which `on` is a key and no truth."""


EditorsYaml.yaml_implicit_resolvers = {}
for tag, pattern in {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
}.items():
    EditorsYaml.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), None)
EditorsYaml.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(str(node.value)))


def flaws(text: str) -> list[tuple[str, str]]:
    document: Any = yaml.load(text, EditorsYaml)  # noqa: S506  # a safe loader, of which ruff does not know
    return [("/".join(map(str, error.instance_path)), error.message) for error in VALIDATOR.iter_errors(document)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shipped_scenario_fits_and_names_the_schema_in_its_first_line(path: Path) -> None:
    text = path.read_text()
    first = text.partition("\n")[0]

    assert first.startswith("# yaml-language-server: $schema=")
    assert (path.parent / first.partition("=")[2]).resolve() == (SCENARIOS / FILE).resolve()
    assert flaws(text) == []


def test_the_schema_is_as_the_code_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert (SCENARIOS / FILE).read_text() == TEXT
    assert main(["scenarios", "schema", "--check"]) == 0
    assert capsys.readouterr().out == ""


def test_the_schema_is_written_beside_scenarios_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "schema", "--to", str(tmp_path), "--check"]) == 1
    assert main(["scenarios", "schema", "--to", str(tmp_path)]) == 0
    assert (tmp_path / FILE).read_text() == TEXT
    assert "run: mock-server scenarios schema" in capsys.readouterr().out


HEAD = "scenario: x\ntitle: x\n"
RULE = f"{HEAD}rules:\n  - {{name: r, on: nimbus.create_order, "


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"{HEAD}rulez: []\n", ""),
        (f"{HEAD}seed: minus one\n", "seed"),
        (f"{HEAD}reserved: maybe\n", "reserved"),
        (f"{HEAD}switches: {{nimbus: {{idempotency: conflikt}}}}\n", "switches/nimbus/idempotency"),
        (f"{HEAD}switches: {{nimbsu: {{}}}}\n", "switches"),
        (f"{HEAD}fixtures: {{nimbus: {{order: []}}}}\n", "fixtures/nimbus"),
        (f"{HEAD}fixtures: {{nimbus: {{orders: [{{id: order-1}}]}}}}\n", "fixtures/nimbus/orders/0/id"),
        (f"{HEAD}timelines: [{{for: nimbus.oder, moves: [{{after: 1d, do: ship}}]}}]\n", "timelines/0/for"),
        (f"{HEAD}timelines: [{{for: nimbus.order, moves: [{{after: 1d, do: shop}}]}}]\n", "timelines/0/moves/0/do"),
        (f"{HEAD}rules: [{{name: r, on: nimbus.creat_order, fault: reset}}]\n", "rules/0/on"),
        (f"{RULE}refuse: {{error: shop_not_found}}}}\n", "rules/0/refuse/error"),
        (f"{RULE}fault: rest}}\n", "rules/0/fault"),
        (f"{RULE}fault: {{}}}}\n", "rules/0/fault"),
        (f"{RULE}when: {{body.a: [1]}}, fault: reset}}\n", "rules/0/when/body.a"),
        (f"{RULE}when: {{body.a: {{math: x}}}}, fault: reset}}\n", "rules/0/when/body.a"),
        (f"{RULE}armed: sometimes, fault: reset}}\n", "rules/0/armed"),
        (f"{HEAD}webhooks: [{{vendor: cloudrx, collect: true}}]\n", "webhooks/0/vendor"),
    ],
)
def test_what_an_editor_can_see_is_pointed_at(text: str, place: str) -> None:
    assert place in [found for found, _ in flaws(text)]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}seed: 7\n",
        f'{HEAD}seed: "7"\n',
        f"{HEAD}reserved: off\n",
        f"{HEAD}reserved: false\n",
        f"{RULE}calls: 1, chance: 0.5, fault: {{status: 503, delay: {{from: 1s, to: 2s}}}}}}\n",
        f"{RULE}calls: 1-2, when: {{body.a: 5, body.b: null, body.c: true, body.d: {{gt: 1}}}}, fault: garbage}}\n",
        f"{RULE}fault: {{garbage: true}}}}\n",
    ],
)
def test_what_looks_like_a_number_or_a_truth_is_as_good_as_its_text(text: str) -> None:
    assert flaws(text) == []


def test_a_loose_schema_stays_as_it_is() -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "a": {"type": "integer", "minimum": 1},
            "b": {"type": "string"},
            "c": {"anyOf": [{"type": "boolean"}, {"type": "null"}], "default": None},
            "d": {"type": "string", "enum": ["x"]},
        },
    }

    loose = loosen(schema)

    assert loosen(loose) == loose
    assert loose["properties"]["a"]["anyOf"][0] == {"type": "integer", "minimum": 1}
    assert loose["properties"]["b"] == {"type": ["string", "number", "boolean"]}
    assert loose["properties"]["c"]["anyOf"][0] == {"type": "boolean"}
    assert loose["properties"]["d"] == schema["properties"]["d"]
