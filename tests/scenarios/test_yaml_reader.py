"""The strict reader: what it leaves as it is, what it refuses, and where it says things stand."""

import pytest

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.yaml_reader import peek, read_document


def refusal(text: bytes | str) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        read_document(text, "f.yaml")
    return str(raised.value).splitlines()


@pytest.mark.parametrize("quote", ["", "'", '"'])
@pytest.mark.parametrize(
    "written",
    ["00071015523", "01234", "NO", "9:30", "null", "~", "true", "1e3", "0x1F", "2025-01-15", "1_000", ".inf", "=", "+1"],
)
def test_a_value_stays_as_it_is_written(written: str, quote: str) -> None:
    document = read_document(f"value: {quote}{written}{quote}\nlist: [{quote}{written}{quote}]\n", "f.yaml")

    assert document.tree == {"value": written, "list": [written]}


def test_a_key_stays_as_it_is_written() -> None:
    assert read_document("NO: a\n0123: b\ntrue: c\n", "f.yaml").tree == {"NO": "a", "0123": "b", "true": "c"}


def test_a_value_that_is_left_out_is_empty_text() -> None:
    assert read_document("a:\nb: ''\n", "f.yaml").tree == {"a": "", "b": ""}


def test_a_byte_order_mark_and_letters_beyond_ascii_are_read() -> None:
    assert read_document(b"\xef\xbb\xbftitle: caf\xc3\xa9\n", "f.yaml").tree == {"title": "café"}


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ((), (1, 1), (1, 1)),
        (("a",), (1, 1), (1, 4)),
        (("rules",), (2, 1), (3, 3)),
        (("rules", 0), (3, 5), (3, 5)),
        (("rules", 0, "when"), (4, 5), (4, 11)),
        (("rules", 0, "when", "body.zip"), (4, 12), (4, 22)),
        (("rules", 1), (5, 5), (5, 5)),
        (("rules", 1, "missing"), (5, 5), (5, 5)),
        (("nowhere", "at", "all"), (1, 1), (1, 1)),
    ],
)
def test_a_path_leads_to_its_key_and_its_value(
    path: tuple[str | int, ...], key: tuple[int, int], value: tuple[int, int]
) -> None:
    document = read_document("a: 1\nrules:\n  - name: x\n    when: {body.zip: '0'}\n  - name: y\n", "f.yaml")

    assert (document.key_place(path), document.value_place(path)) == (key, value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: 2\n", "f.yaml:1:4: anchors and aliases are not allowed; take '&x' away"),
        ("a: 1\nb:\n  - *x\n", "f.yaml:3:5: aliases are not allowed; write out what '*x' stands for"),
        ("a:\n  <<: {b: 1}\n", "f.yaml:2:3: merge keys ('<<') are not allowed; 'extends' joins scenarios"),
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: the key 'a' stands twice; it was first given in line 1"),
        ("a: {x: 1, 'x': 2}\n", "f.yaml:1:11: the key 'x' stands twice; it was first given in line 1"),
        ("? [a, b]\n: 1\n", "f.yaml:1:3: a key is plain text, not a list"),
        ("a: 1\n{b: 1}: 2\n", "f.yaml:2:1: a key is plain text, not a mapping"),
        ("a: !!int 1\n", "f.yaml:1:4: tags such as 'tag:yaml.org,2002:int' are not allowed; every value is plain text"),
        (
            "a: !!python/object:os.system {}\n",
            "f.yaml:1:4: tags such as 'tag:yaml.org,2002:python/object:os.system' are not allowed; every value is plain text",
        ),
        ("a: ! x\n", "f.yaml:1:4: tags such as '!' are not allowed; every value is plain text"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document starts here; a file holds one scenario"),
        ("", "f.yaml:1:1: the file is empty; a scenario starts with 'scenario: <name>'"),
        ("# only a remark\n", "f.yaml:1:1: the file is empty; a scenario starts with 'scenario: <name>'"),
        ("---\n", "f.yaml:1:1: the file is empty; a scenario starts with 'scenario: <name>'"),
        (b"a: 1\nb: caf\xe9\n", "f.yaml:2:7: this is not UTF-8"),
        ("a: 1\n".encode("utf-16"), "f.yaml:1:1: this is not UTF-8"),
        ("a: 1\nb: x\x00\n", "f.yaml:2:5: the character U+0000 is not allowed; write it as an escape in double quotes"),
        ("a: \ud800\n", "f.yaml:1:4: this is not UTF-8"),
        (
            "a: 1\nb: 'x\nc: 2\n",
            "f.yaml:4:1: this is no YAML: found unexpected end of stream while scanning a quoted scalar that starts in line 2",
        ),
        ("a: b: c\n", "f.yaml:1:5: this is no YAML: mapping values are not allowed in this context"),
    ],
)
def test_what_a_scenario_may_not_hold_is_refused_where_it_stands(text: bytes | str, expected: str) -> None:
    assert refusal(text) == [expected]


def test_all_repeated_keys_and_anchors_are_told_at_once() -> None:
    assert refusal("a: &x 1\na: *x\n") == [
        "f.yaml:1:4: anchors and aliases are not allowed; take '&x' away",
        "f.yaml:2:1: the key 'a' stands twice; it was first given in line 1",
        "f.yaml:2:4: aliases are not allowed; write out what '*x' stands for",
    ]


def test_after_a_hundred_mistakes_the_reading_stops() -> None:
    assert len(refusal("a: 1\n" * 10_000)) == 100


def test_thirty_two_levels_are_read_and_thirty_three_are_not() -> None:
    assert read_document("[" * 32 + "]" * 32, "f.yaml").value_place((0,) * 31) == (1, 32)
    assert refusal("[" * 33 + "]" * 33) == ["f.yaml:1:33: this is nested more than 32 deep"]


ALIAS_BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
MERGE_BOMB = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [{f'*a{n - 1}, ' * 9}]}}\n" for n in range(1, 10))


@pytest.mark.parametrize(
    ("bomb", "last"),
    [
        pytest.param(ALIAS_BOMB, "f.yaml:10:50: aliases are not allowed; write out what '*a8' stands for", id="aliases"),
        pytest.param(MERGE_BOMB, "f.yaml:10:55: aliases are not allowed; write out what '*a8' stands for", id="merges"),
        pytest.param("[" * 100_000, "f.yaml:1:33: this is nested more than 32 deep", id="lists in lists"),
        pytest.param("{a: " * 100_000, "f.yaml:1:129: this is nested more than 32 deep", id="mappings in mappings"),
        pytest.param("- " * 100_000, "f.yaml:1:65: this is nested more than 32 deep", id="dashes"),
        pytest.param("a:\n" + "- 1\n" * 500_000, "f.yaml:1:1: a scenario is at most 1 MiB large", id="2 MB"),
        pytest.param("a:\n" + "- 1\n" * 250_000, "f.yaml:99999:3: a scenario holds at most 100000 keys and values", id="1 MB"),
    ],
)
def test_a_bomb_is_refused_before_it_goes_off(bomb: str, last: str) -> None:
    found = refusal(bomb)

    assert found[-1] == last  # the place where it stopped to read: nothing after it was looked at


def test_a_mebibyte_is_read_and_a_byte_more_is_not() -> None:
    text = "a: ".ljust(1024 * 1024, "x")

    assert read_document(text, "f.yaml").tree == {"a": "x" * (1024 * 1024 - 3)}
    assert refusal(text + "x") == ["f.yaml:1:1: a scenario is at most 1 MiB large"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: One\n", "One"),
        ("a: title\nb: {title: inner}\nc: [title, x]\ntitle: >-\n  Two\n  lines\n", "Two lines"),
        ("{a: [title, {title: inner}], title: Three}", "Three"),
        ("a: 1\n", None),
        ("title: [no, text]\n", None),
        ("title: One\n: : broken", "One"),
        ("a: 'broken\ntitle: One\n", None),
        (b"\xff\xfe", None),
    ],
)
def test_a_glance_finds_the_text_under_a_key_at_the_top(text: bytes | str, expected: str | None) -> None:
    assert peek(text, "title") == expected
