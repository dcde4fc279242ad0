"""Rows, code, tests and pages agree. Each complaint names what is wrong and where."""

from collections.abc import Mapping

import pytest

from ledger import checks, files
from ledger.files import Known
from mock_server.registry import VENDORS

EVERY_VENDOR = pytest.mark.parametrize("slug", list(VENDORS))


@EVERY_VENDOR
def test_every_row_is_sound_and_proved_and_everything_cites_rows_that_are_as_strong(
    known: Mapping[str, Known], slug: str
) -> None:
    assert known[slug].complaints == []


@EVERY_VENDOR
def test_the_fidelity_page_is_what_rows_code_and_tests_say(known: Mapping[str, Known], slug: str) -> None:
    assert files.stale(known[slug]) == []


def test_no_test_proves_a_row_that_is_not_there(known: Mapping[str, Known]) -> None:
    marks = next(iter(known.values())).proofs

    assert checks.unknown_rows([each.ledger for each in known.values()], marks) == []


def test_the_readme_tells_the_totals_of_every_vendor(known: Mapping[str, Known]) -> None:
    assert files.complaints(list(known.values())) == []
