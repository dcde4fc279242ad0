"""Products and couriers: invented shapes, sample data that says so."""

import pytest

from mock_server.engine.evidence import Evidence
from mock_server.vendors.cloudrx import VENDOR
from tests.clients import Client
from tests.vendors.cloudrx.calls import API, TOKEN, details

PRODUCT = f"{API}/Product"


@pytest.mark.proves("CLX-11", "CLX-63", "CLX-64")
def test_search_needs_no_token_and_finds_by_a_part_of_the_name(client: Client) -> None:
    found = client.get(f"{PRODUCT}/search?query=ALPHA").json()
    everything = client.get(f"{PRODUCT}/search").json()

    assert [each["productId"] for each in found] == [1]
    assert len(everything) == 3
    assert all(each["name"].startswith("SAMPLE ") for each in everything)


@pytest.mark.proves("CLX-63")
def test_stock_is_known_by_number_and_by_dmd_code(client: Client) -> None:
    for query in ("productId=1", "dmdCode=9000000000011006", "productId=1&dmdCode=9000000000011006"):
        answer = client.get(f"{PRODUCT}/stock-check?{query}", TOKEN)
        assert answer.json() == {"productId": 1, "inStock": True, "quantity": 10}
    assert client.get(f"{PRODUCT}/stock-check?productId=3", TOKEN).json()["inStock"] is False


@pytest.mark.proves("CLX-63")
def test_a_price_is_of_as_many_packs_as_are_asked_for(client: Client) -> None:
    one = client.get(f"{PRODUCT}/price-check?productId=1", TOKEN).json()
    three = client.get(f"{PRODUCT}/price-check?productId=1&quantity=3", TOKEN).json()

    assert one == {"productId": 1, "price": 2.4, "currencyCode": "GBP"}
    assert three["price"] == 7.2


@pytest.mark.parametrize("query", ["", "productId=x", "productId=1&quantity=0", "productId=1&quantity=", "dmdCode=-1"])
def test_bad_parameters_are_refused_on_their_field(client: Client, query: str) -> None:
    details(client.get(f"{PRODUCT}/price-check?{query}", TOKEN), 400)


@pytest.mark.parametrize("query", ["productId=77", "dmdCode=77", "productId=1&dmdCode=77"])
def test_an_unknown_product_is_404(client: Client, query: str) -> None:
    assert details(client.get(f"{PRODUCT}/stock-check?{query}", TOKEN), 404) == ("", "There is no such product.")


@pytest.mark.proves("CLX-63", "CLX-64")
def test_a_parcel_costs_more_abroad(client: Client) -> None:
    path = f"{API}/CourierService/price-check"

    home = client.get(f"{path}?courierCode=rmt24&countryCode=gbr", TOKEN).json()
    abroad = client.get(f"{path}?courierCode=1&countryCode=IRL", TOKEN).json()

    assert home == {"courierCode": "RMT24", "price": 3.95, "currencyCode": "GBP"}
    assert abroad["price"] > home["price"]
    assert client.get(f"{path}?courierCode=sample-dpd&countryCode=GBR", TOKEN).json()["price"] == 5.95
    assert details(client.get(f"{path}?courierCode=no&countryCode=GBR", TOKEN), 400)[0] == "CourierCode"
    assert details(client.get(f"{path}?courierCode=RMT24", TOKEN), 400)[0] == "CountryCode"


@pytest.mark.proves("CLX-11", "CLX-62")
def test_all_but_search_need_a_token(client: Client) -> None:
    for path in ("Product/stock-check", "Product/price-check", "CourierService/price-check"):
        assert client.get(f"{API}/{path}").status_code == 401


@pytest.mark.proves("CLX-63")
def test_what_is_invented_says_so(client: Client) -> None:
    invented = {"check_stock", "check_product_price", "search_products", "check_courier_price"}
    shared = {"unauthorized", "malformed_authorization", "insufficient_scope", "server_fault"}

    operations = [each for each in VENDOR.operations if each.name in invented]
    errors = [error for each in operations for error in each.refuses if error.name not in shared]

    assert {each.grounds.evidence for each in operations} == {Evidence.INVENTED}
    assert {each.grounds.evidence for each in errors} == {Evidence.INVENTED}
    assert {each.grounds.evidence for each in VENDOR.kinds if each.noun in ("product", "courier")} == {Evidence.INVENTED}
    for query in ("Product/stock-check?productId=77", "CourierService/price-check?courierCode=no"):
        entry = client.get(f"{API}/{query}", TOKEN).headers["x-mock-journal"]
        said = client.get(f"/_mock/sandboxes/default/journal/{entry}").json()
        assert said["explanation"]["evidence"] == "invented"
