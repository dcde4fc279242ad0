import pytest

from mock_server.faults.patterns import Pattern


def test_a_pattern_is_found_anywhere_unless_it_is_anchored() -> None:
    assert Pattern("b+").is_in("abbc")
    assert not Pattern("^b+$").is_in("abbc")


def test_a_pattern_that_explodes_elsewhere_takes_no_time_here() -> None:
    assert not Pattern("^(a+)+$").is_in("a" * 100_000 + "b")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(a", "this is no pattern: unclosed group"),
        (r"(a)\1", "this is no pattern: backreferences are not supported"),
        ("a" * 257, "a pattern has at most 256 characters, found 257"),
        ("((a{100}){100}){100}", "with its repetitions written out, a pattern has at most 500 signs"),
        ("a{501}", "with its repetitions written out, a pattern has at most 500 signs"),
        ("[^]a]{1,999}", "with its repetitions written out, a pattern has at most 500 signs"),
        (r"\w\w{999,}", "with its repetitions written out, a pattern has at most 500 signs"),
    ],
)
def test_a_pattern_that_cannot_be_used_says_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match="pattern") as raised:
        Pattern(text)

    assert str(raised.value) == reason


@pytest.mark.parametrize("text", ["a{500}", r"^[A-Z]{2}\{9999\}$", "(ab){200}c{50}", "[{9999}]", r"\({499}"])
def test_what_is_no_large_repetition_is_not_taken_for_one(text: str) -> None:
    assert Pattern(text).text == text
