"""Documents of several servers become one; what is no document is refused."""

import pytest

from mock_server.coverage.document import Coverage, Sort, UnreadableCoverage, read, write
from mock_server.coverage.merging import merge, only
from mock_server.coverage.taking import take
from mock_server.registry import VENDORS
from tests.clients import Client
from tests.coverage.conftest import Place


def of(client: Client) -> Coverage:
    return take(client.server.sandboxes, VENDORS)


def created(coverage: Coverage) -> tuple[int, int]:
    nimbus = coverage.named("nimbus")
    assert nimbus is not None
    operation = next(each for each in nimbus.sort(Sort.OPERATION).behaviours if each.name == "create_order")
    return operation.count, operation.sandboxes


def test_a_saved_document_is_read_as_it_was(client: Client, place: Place) -> None:
    place()

    assert read(write(of(client))) == of(client)


def test_merged_tests_of_one_name_are_one_test(client: Client, sandboxes: list[str], place: Place) -> None:
    place(sandboxes[0])
    first = of(client)
    client.server.sandboxes.forget_met()
    for id in sandboxes:
        place(id)

    merged = merge([first, of(client)])

    assert created(merged) == (3, 2)
    assert merged.sandboxes == 2


def test_merging_one_document_changes_nothing(client: Client, place: Place) -> None:
    place()

    assert merge([of(client)]) == of(client)


def test_merged_documents_hold_all_that_any_of_them_knows(client: Client, place: Place) -> None:
    place()
    whole = of(client)

    merged = merge([only(whole, ["nimbus"]), only(whole, ["caryrx"])])

    assert [each.vendor for each in merged.vendors] == ["nimbus", "caryrx"]
    assert created(merged) == (1, 1)


def test_sandboxes_that_are_told_together_stay_so(client: Client, place: Place) -> None:
    place()
    whole = of(client)
    together = [whole.shares[0].model_copy(update={"sandbox": None, "stands_for": 7})]
    many = whole.model_copy(update={"shares": together})

    merged = merge([many, many, whole])

    assert (merged.sandboxes, merged.is_exact) == (15, False)
    assert created(merged) == (3, 2)


@pytest.mark.parametrize(
    ("text", "place"), [("", "Invalid JSON"), ("[]", "object"), ('{"coverage": 2}', "coverage"), ("[" * 10_000, "Invalid JSON")]
)
def test_what_is_no_document_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(UnreadableCoverage, match=place):
        read(text)
