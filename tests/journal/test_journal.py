from datetime import UTC, datetime

import pytest

from mock_server.journal.entries import Call, ClockStep, Command, Journal
from mock_server.journal.showing import show_entry

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def call(body: bytes = b"", *headers: tuple[bytes, bytes], query: bytes = b"") -> Call:
    return Call("examplerx", "POST", "/orders", query, list(headers), body)


def test_entries_are_numbered_from_one_without_gaps() -> None:
    journal = Journal(100, 1 << 20)

    numbers = [journal.note(Command("x"), AT).n for _ in range(3)]

    assert numbers == [1, 2, 3]
    assert [entry.n for entry in journal.since(1)] == [2, 3]
    assert journal.last == 3


def test_the_oldest_entries_go_when_the_count_is_reached() -> None:
    journal = Journal(3, 1 << 20)
    for n in range(10):
        journal.note(Command(str(n)), AT)

    assert [entry.n for entry in journal.since(0)] == [8, 9, 10]
    assert journal.get(7) is None
    assert journal.get(8) is not None
    assert journal.get(11) is None
    assert journal.dropped == 7


def test_the_bytes_of_requests_and_answers_are_bounded() -> None:
    journal = Journal(1_000, 100_000)
    for _ in range(100):
        noted = call(b"r" * 10_000)
        journal.note(noted, AT)
        journal.note_answer(noted, 200, b"a" * 10_000, ())

    assert 1 < len(journal) < 6


def test_one_entry_larger_than_the_bound_is_kept_until_the_next() -> None:
    journal = Journal(10, 1_000)

    journal.note(call(b"r" * 10_000), AT)

    assert len(journal) == 1


def test_a_copy_goes_its_own_way() -> None:
    journal = Journal(10, 1 << 20)
    journal.note(Command("shared"), AT)
    copy = journal.copy()

    journal.note(Command("mine"), AT)

    assert (journal.last, copy.last) == (2, 1)


def test_what_was_only_announced_can_be_withdrawn() -> None:
    journal = Journal(10, 1 << 20)
    entry = journal.note(ClockStep("advance", AT, AT), AT)

    journal.withdraw(entry)

    assert journal.last == 0
    assert journal.note(Command("x"), AT).n == 1


@pytest.mark.parametrize(
    "header", [b"authorization", b"x-api-key", b"apikey", b"X-RxScale-Authorization", b"cookie", b"Proxy-Authorization"]
)
def test_credentials_in_headers_are_masked(header: bytes) -> None:
    noted = Journal(10, 1 << 20).note(call(b"", (header, b"very-secret"), (b"accept", b"*/*")), AT)

    shown = str(show_entry(noted, is_whole=True))

    assert "very-secret" not in shown
    assert "*/*" in shown


@pytest.mark.parametrize(
    "body",
    [
        b'{"client_secret": "very-secret"}',
        b'{"deep": [{"access_token": "very-secret"}]}',
        b"grant_type=client_credentials&client_secret=very-secret&scope=x",
        b'not json, "client_secret": "very-secret"',
    ],
)
def test_credentials_in_bodies_are_masked(body: bytes) -> None:
    noted = Journal(10, 1 << 20).note(call(body, query=b"api_key=very-secret"), AT)

    assert "very-secret" not in str(show_entry(noted, is_whole=True))


def test_a_body_that_is_no_text_is_shown_all_the_same() -> None:
    noted = Journal(10, 1 << 20).note(call(b"\xff\x00{"), AT)

    assert show_entry(noted, is_whole=True)["request"] == {"headers": [], "body": "\ufffd\x00{"}


def test_headers_are_shown_as_they_came_once_the_call_is_answered() -> None:
    journal = Journal(10, 1 << 20)
    noted = call(b"", (b"accept", b""), (b"x-a", b"1"), (b"x-a", b"2"))
    entry = journal.note(noted, AT)
    journal.note_answer(noted, 204, b"", ())

    shown = show_entry(entry, is_whole=True)["request"]

    assert shown == {"headers": [("accept", ""), ("x-a", "1"), ("x-a", "2")], "body": None}


@pytest.mark.parametrize("name", ["api_key", "apiKey", "X-API-Key", "authorization", "token", "Client-Secret"])
def test_credentials_are_masked_however_their_names_are_written(name: str) -> None:
    noted = Journal(10, 1 << 20).note(call(f'{{"{name}": "very-secret"}}'.encode(), query=f"{name}=very-secret".encode()), AT)

    assert "very-secret" not in str(show_entry(noted, is_whole=True))
