"""JSON in scenario files: what plain values mean, references to captured values, repeated text."""

import json

import pytest

from mock_server.scenarios.json_values import Mistaken, Repeated, filled, filled_text, read_json_value, references
from mock_server.scenarios.yaml_reader import read_document


def read(yaml: str) -> object:
    tree = read_document(f"value: {yaml}\n", "tale.yaml").tree
    assert isinstance(tree, dict)
    return read_json_value(tree["value"])


@pytest.mark.parametrize(
    "text",
    ['{"a": [1, -2.5, 1e3, true, false, null, "true", "1", ""], "b": {"c": {}, "d": []}}', "0", '"null"', "[]", "1.50", "-0.0"],
)
def test_json_means_itself(text: str) -> None:
    value = read(text)

    assert value == json.loads(text)
    assert json.dumps(value) == json.dumps(json.loads(text))


@pytest.mark.parametrize(
    "text", ["00071015523", "01234", "NO", "yes", "2026-01-05", "9:30", "1_000", "+7", ".5", "5.", "0x1f", "~"]
)
def test_what_is_no_json_is_text(text: str) -> None:
    assert read(text) == text


def test_quotes_make_text_of_everything() -> None:
    assert read("""['1', "true", 'null']""") == ["1", "true", "null"]


def test_nothing_is_neither_null_nor_an_empty_text() -> None:
    with pytest.raises(Mistaken, match="nothing is written here; write null, or ''"):
        read("")


def test_a_text_can_be_repeated() -> None:
    assert read("{notes: {repeat: ab, times: 3}}") == {"notes": Repeated("ab", 3)}
    assert filled({"notes": Repeated("ab", 3)}, {}) == {"notes": "ababab"}


@pytest.mark.parametrize("times", ["0", "-1", "many", "99999999"])
def test_a_repetition_has_its_bounds(times: str) -> None:
    with pytest.raises(Mistaken):
        read(f"{{repeat: x, times: {times}}}")


def test_a_lone_reference_keeps_the_type_of_what_was_captured() -> None:
    values = {"n": 7, "id": "ord_1", "row": {"a": [1]}, "yes": True}

    assert filled({"a": "${n}", "b": ["${row}"], "c": "${yes}"}, values) == {"a": 7, "b": [{"a": [1]}], "c": True}
    assert filled_text("/orders/${id}?n=${n}&yes=${yes}&row=${row}", values) == '/orders/ord_1?n=7&yes=true&row={"a": [1]}'


def test_two_dollars_are_no_reference() -> None:
    assert filled("$${n} and $n and ${n}", {"n": 1}) == "${n} and $n and 1"
    assert list(references("$${n}")) == []


def test_references_are_found_with_the_way_to_them() -> None:
    tree = {"call": "GET /x/${a}", "body": {"rows": ["${b}", "no"]}}

    assert list(references(tree)) == [(("call",), "a"), (("body", "rows", 0), "b")]
