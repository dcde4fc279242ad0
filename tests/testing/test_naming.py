"""What a test's sandbox is called."""

import pytest

from mock_server.testing.naming import sandbox_name

LONG = "x" * 100


@pytest.mark.parametrize(
    ("nodeid", "name"),
    [
        ("tests/test_a.py::test_b", "test_a-test_b"),
        ("test_a.py::TestB::test_c", "test_a-TestB-test_c"),
        ("tests/test_a.py::test_b[1]", "test_a-test_b-1"),
        ("tests/test_a.py::test_b[a--b/c d]", "test_a-test_b-a-b-c-d"),
        ("docs/page.md::page.md", "page.md-page.md"),
    ],
)
def test_a_sandbox_is_called_as_its_test(nodeid: str, name: str) -> None:
    assert sandbox_name(nodeid) == name


def test_what_an_address_cannot_carry_still_tells_tests_apart() -> None:
    names = {sandbox_name(f"test_a.py::test_b[{case}]") for case in ("é", "ü", f"{LONG}1", f"{LONG}2")}

    assert len(names) == 4
    assert all(name.isascii() and len(name) <= 90 for name in names)


def test_one_test_has_one_name() -> None:
    assert sandbox_name(f"test_a.py::{LONG}") == sandbox_name(f"test_a.py::{LONG}")
