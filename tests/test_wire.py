import json
from datetime import UTC, datetime

import pytest

from mock_server.wire import MAX_DEPTH, MalformedJson, read_json, show_milliseconds


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 1, "b": [true, null, "x"], "c": 1.5}', {"a": 1, "b": [True, None, "x"], "c": 1.5}),
        (b'"\xc3\xa9"', "é"),
        (rb'"\ud83d\ude00"', "\U0001f600"),
        (b"9223372036854775808", 2**63),
        (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)),
        (b'"' + b"[{" * 1_000 + b'"', "[{" * 1_000),
    ],
)
def test_json_is_read(body: bytes, value: object) -> None:
    assert read_json(body) == value


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"{'a': 1}", "not JSON"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        ('{"a":1}'.encode("utf-16"), "not UTF-8"),
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'{"x": {"b": 1, "c": 1, "b": 1}}', "'b' stands twice"),
        (b'{"a": NaN}', "NaN is no JSON number"),
        (b"[-Infinity]", "-Infinity is no JSON number"),
        (b"[1e400]", "too large"),
        (b"9" * 309, "too large"),
        (b"9" * 100_000, "too large"),
        (rb'"\ud800"', "surrogate"),
        (rb'{"\udfff": 1}', "surrogate"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "deeper than 64"),
        (b'{"a":' * 100_000, "deeper than 64"),
    ],
)
def test_what_is_no_acceptable_json_is_refused_with_the_reason(body: bytes, says: str) -> None:
    with pytest.raises(MalformedJson, match=says):
        read_json(body)


@pytest.mark.parametrize(
    ("micros", "shown"),
    [(0, "2020-01-25T18:01:02.000Z"), (704_000, "2020-01-25T18:01:02.704Z"), (999_999, "2020-01-25T18:01:02.999Z")],
)
def test_instants_are_shown_with_milliseconds_and_never_rounded_up(micros: int, shown: str) -> None:
    assert show_milliseconds(datetime(2020, 1, 25, 18, 1, 2, micros, tzinfo=UTC)) == shown
