"""Matchers: what an answer is held against, and how a difference is told."""

import pytest

from mock_server.faults.conditions import MISSING
from mock_server.scenarios.matcher_reading import MatcherReader
from mock_server.scenarios.yaml_reader import Tree, read_document

ORDER = {"id": "ord_1", "status": "shipped", "total": 12.0, "paid": True, "note": None, "rows": [{"a": 1}, {"a": 2}]}


def tree_of(yaml: str) -> Tree:
    tree = read_document(f"value: {yaml}\n", "tale.yaml").tree
    assert isinstance(tree, dict)
    return tree["value"]


def differences(yaml: str, found: object, *, is_text: bool = False, **values: object) -> list[str]:
    reader = MatcherReader(is_text=is_text)
    matcher = reader.read(tree_of(yaml), ("body",))
    assert reader.remarks == []
    return [f"{each.at}: {each.expected} / {each.found}" for each in matcher.differences(found, "body", values)]


@pytest.mark.parametrize(
    "yaml",
    [
        "{id: ord_1, total: 12}",
        "{paid: true, note: null, rows: [{a: 1}, {a: 2}]}",
        "{id: {type: string}, total: {type: number}, paid: {type: boolean}, note: {type: 'null'}, rows: {type: array}}",
        "{id: {matches: '^ord_[0-9]+$'}, status: {in: [pending, shipped]}, missing: {present: false}, note: {any: true}}",
        "{rows: {length: 2, contains: {a: 2}, each: {a: {type: integer, gt: 0, lt: 3}}}}",
        "{rows: {length: {gt: 1}}, id: {length: 5, contains: rd_}, status: {not: pending}}",
        "{exactly: {id: {any: true}, status: shipped, total: 12.0, paid: true, note: null, rows: {type: array}}}",
        "{equals: {id: ord_1, status: shipped, total: 12, paid: true, note: null, rows: [{a: 1}, {a: 2}]}}",
        "{rows: [{a: 1}, {any: true}], id: '${id}', total: {in: ['${n}']}}",
        "{}",
    ],
)
def test_an_answer_that_fits_differs_nowhere(yaml: str) -> None:
    assert differences(yaml, ORDER, id="ord_1", n=12) == []


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("{id: ord_2}", 'body.id: "ord_2" / "ord_1"'),
        ("{id: 1}", 'body.id: 1 / "ord_1"'),
        ("{paid: 1}", "body.paid: 1 / true"),
        ("{lost: x}", 'body.lost: "x" / nothing'),
        ("{lost: {any: true}}", "body.lost: anything / nothing"),
        ("{lost: null}", "body.lost: null / nothing"),
        ("{id: {present: false}}", 'body.id: nothing / "ord_1"'),
        ("{total: {type: string}}", "body.total: a value of type string / 12.0"),
        ("{paid: {type: number}}", "body.paid: a value of type number / true"),
        ("{id: {matches: '^x'}}", 'body.id: text that matches ^x / "ord_1"'),
        ("{status: {in: [a, 1]}}", 'body.status: one of ["a", 1] / "shipped"'),
        ("{total: {gt: 12}}", "body.total: a number above 12 / 12.0"),
        ("{total: {lt: 0.5}}", "body.total: a number below 0.5 / 12.0"),
        ("{status: {not: shipped}}", 'body.status: something else / "shipped"'),
        ("{rows: [{a: 1}]}", 'body.rows: 1 elements / 2: [{"a": 1}, {"a": 2}]'),
        ("{rows: {length: 3}}", "body.rows (length): 3 / 2"),
        ("{rows: {each: {a: 1}}}", "body.rows.1.a: 1 / 2"),
        ("{rows: {contains: {a: 3}}}",
         'body.rows: an element that fits / none; the nearest is {"a": 1}, but a should be 3'),
        ("{id: {contains: xyz}}", 'body.id: text with "xyz" in it / "ord_1"'),
        ("{id: {exactly: {}}}", 'body.id: an object / "ord_1"'),
        ("{rows: [{exactly: {}}, {any: true}]}", "body.rows.0.a: nothing / 1"),
        ("{status: '${was}'}", 'body.status: "pending" / "shipped"'),
    ],
)  # fmt: skip
def test_a_difference_is_told_with_its_place(yaml: str, expected: str) -> None:
    assert differences(yaml, ORDER, was="pending") == [expected]


def test_all_differences_are_told_at_once() -> None:
    assert len(differences("{id: x, status: y, rows: [{a: 5}, {a: 6}]}", ORDER)) == 4


def test_where_texts_are_meant_plain_values_are_text() -> None:
    assert differences("60", "60", is_text=True) == []
    assert differences("{in: [60, 61]}", "60", is_text=True) == []
    assert differences("{not: 60}", "60", is_text=True) != []
    assert differences("60", MISSING, is_text=True) == ['body: "60" / nothing']


def test_captured_values_in_a_pattern_stand_for_themselves() -> None:
    assert differences("{matches: '/${id}$'}", "/a.b", id="a.b") == []
    assert differences("{matches: '/${id}$'}", "/axb", id="a.b") == ['body: text that matches /a\\.b$ / "/axb"']


def test_a_pattern_takes_linear_time_whatever_it_is() -> None:
    assert differences("{matches: '^(a+)+$'}", "a" * 50_000 + "b") != []


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("{type: strin}", "there is no type 'strin'; did you mean 'string'?; write {members: {type: …}} where a member"),
        ("{type: string, lenght: 3}", "unknown key 'lenght' beside 'type'; did you mean 'length'?"),
        ("{matches: '('}", "the pattern cannot be read: unclosed group"),
        ("{matches: '(?=x)'}", "the pattern cannot be read: look-around"),
        ("{matches: [x]}", "expected a pattern, found a list"),
        ("{any: false}", "expected true, found 'false'"),
        ("{present: maybe}", "expected true or false, found 'maybe'"),
        ("{in: x}", "expected a list, found 'x'"),
        ("{gt: x}", "expected a number, found 'x'"),
        ("{gt: true}", "expected a number, found 'true'"),
        ("{members: x}", "expected a mapping, found 'x'"),
        ("{rows: [{a: }]}", "nothing is written here; write null, or ''"),
        ("{length: {type: strin}}", "there is no type 'strin'"),
        ("{equals: {a: }}", "nothing is written here"),
    ],
)
def test_what_cannot_be_meant_is_noted(yaml: str, expected: str) -> None:
    reader = MatcherReader()
    reader.read(tree_of(yaml), ())

    (remark,) = reader.remarks
    assert remark.message.startswith(expected)


def test_members_that_are_called_like_words_of_ours_are_members_beside_others() -> None:
    assert differences("{type: /problems/x, title: T}", {"type": "/problems/x", "title": "T"}) == []
    assert differences("{members: {type: x}}", {"type": "y"}) == ['body.type: "x" / "y"']
    assert differences("{equals: {type: string}}", {"type": "string"}) == []
