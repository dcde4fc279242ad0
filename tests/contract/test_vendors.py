"""What must hold for every vendor there is."""

import re

import pytest

from mock_server.contract.vendor import Vendor
from mock_server.engine import errors
from mock_server.registry import VENDORS
from tests.clients import Client

EVERY_VENDOR = pytest.mark.parametrize("vendor", VENDORS.values(), ids=lambda vendor: vendor.slug)


@EVERY_VENDOR
def test_what_is_said_of_errors_and_absences_is_about_the_vendors_own(vendor: Vendor) -> None:
    assert set(vendor.conduct.mends) <= {error.name for error in vendor.errors}
    for absent in vendor.conduct.absent:
        assert vendor.table.find(absent.method, absent.path).operation is None


@EVERY_VENDOR
def test_every_refusal_of_the_engine_has_a_vendors_error(vendor: Vendor) -> None:
    samples = (
        errors.UnknownRecord("k", "1"),
        errors.DuplicateRecord("k", "id", "1"),
        errors.UnknownMove("k", "do", ()),
        errors.IllegalMove("k", "1", "s", "do", ()),
        errors.InvalidInput("f", "r"),
        errors.KeyConflict("k", "r"),
        errors.KeyInFlight("k"),
        errors.StoreFull("things", 1),
    )
    assert {type(sample) for sample in samples} == set(errors.EngineError.__subclasses__())

    for sample in samples:
        assert vendor.voice.translate(sample).error in vendor.errors


@EVERY_VENDOR
def test_what_an_operation_refuses_stands_in_the_catalogue(vendor: Vendor) -> None:
    names = [error.name for error in vendor.errors]

    assert len(names) == len(set(names))
    for operation in vendor.operations:
        assert all(error in vendor.errors for error in operation.refuses)
        assert operation.handler.__doc__
    for error in (getattr(vendor.common, name) for name in vendor.common.__slots__):
        assert error in vendor.errors


@EVERY_VENDOR
@pytest.mark.parametrize("path", ["", "/", "/no/such/thing", "/docs", "/openapi.json", "/redoc", "/%00", "/..%2f..%2fetc"])
def test_an_unknown_path_is_answered_in_the_vendors_own_shape(client: Client, vendor: Vendor, path: str) -> None:
    answer = client.get(f"/{vendor.slug}{path}")

    assert answer.status_code == vendor.common.not_found.status
    vendor.error_model.model_validate(answer.json())
    assert "detail" not in answer.json()
    assert "x-mock-journal" in answer.headers


@pytest.mark.proves("RXS-63", "CLX-76")
@EVERY_VENDOR
def test_a_wrong_method_is_answered_with_the_right_ones(client: Client, vendor: Vendor) -> None:
    for operation in vendor.operations:
        path = re.sub(r"\{[^}]+\}", "x", operation.path)
        answer = client.request("PROPFIND", f"/{vendor.slug}{path}")

        assert answer.status_code == 405
        assert operation.method in answer.headers["allow"].split(", ")
        vendor.error_model.model_validate(answer.json())


@pytest.mark.proves("NIM-23", "RXS-63", "CLX-76", "CRX-68")
@EVERY_VENDOR
def test_too_many_headers_and_no_host_are_refused_in_the_vendors_shape(client: Client, vendor: Vendor) -> None:
    many = client.get(f"/{vendor.slug}/x", headers={f"x-{n}": "v" for n in range(101)})
    long = client.get(f"/{vendor.slug}/x", headers={"x-long": "v" * (33 << 10)})

    for answer in (many, long):
        assert answer.status_code == vendor.common.headers_too_large.status
        vendor.error_model.model_validate(answer.json())


@EVERY_VENDOR
def test_an_unknown_sandbox_is_the_vendors_404_and_explained_in_the_default_journal(client: Client, vendor: Vendor) -> None:
    by_path = client.get(f"/s/nowhere/{vendor.slug}{vendor.operations[0].path}")
    by_header = client.get(f"/{vendor.slug}{vendor.operations[0].path}", headers={"X-Mock-Sandbox": "nowhere"})

    for answer in (by_path, by_header):
        assert answer.status_code == vendor.common.not_found.status
        entry = client.get(f"/_mock/sandboxes/default/journal/{answer.headers['x-mock-journal']}").json()
        assert "sandbox that does not exist" in entry["explanation"]["says"]
    assert [each["id"] for each in client.get("/_mock/sandboxes").json()["sandboxes"]] == ["default"]


@EVERY_VENDOR
def test_no_answer_tells_of_the_server_or_of_the_wall_clock(client: Client, vendor: Vendor) -> None:
    answer = client.get(f"/{vendor.slug}/x")

    assert not {"server", "date", "x-powered-by"} & set(answer.headers)
