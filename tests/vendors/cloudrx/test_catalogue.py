"""Products and couriers: invented shapes, sample data that says so."""

import pytest

from tests.clients import Client
from tests.vendors.cloudrx.calls import API, TOKEN, details

PRODUCT = f"{API}/Product"


def test_search_needs_no_token_and_finds_by_a_part_of_the_name(client: Client) -> None:
    found = client.get(f"{PRODUCT}/search?query=ALPHA").json()
    everything = client.get(f"{PRODUCT}/search").json()

    assert [each["productId"] for each in found] == [1]
    assert len(everything) == 3
    assert all(each["name"].startswith("SAMPLE ") for each in everything)


def test_stock_is_known_by_number_and_by_dmd_code(client: Client) -> None:
    for query in ("productId=1", "dmdCode=9000000000011006", "productId=1&dmdCode=9000000000011006"):
        answer = client.get(f"{PRODUCT}/stock-check?{query}", TOKEN)
        assert answer.json() == {"productId": 1, "inStock": True, "quantity": 10}
    assert client.get(f"{PRODUCT}/stock-check?productId=3", TOKEN).json()["inStock"] is False


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
    details(client.get(f"{PRODUCT}/stock-check?{query}", TOKEN), 404)


def test_a_parcel_costs_more_abroad(client: Client) -> None:
    path = f"{API}/CourierService/price-check"

    home = client.get(f"{path}?courierCode=rmt24&countryCode=gbr", TOKEN).json()
    abroad = client.get(f"{path}?courierCode=1&countryCode=IRL", TOKEN).json()

    assert home == {"courierCode": "RMT24", "price": 3.95, "currencyCode": "GBP"}
    assert abroad["price"] > home["price"]
    assert client.get(f"{path}?courierCode=sample-dpd&countryCode=GBR", TOKEN).json()["price"] == 5.95
    assert details(client.get(f"{path}?courierCode=no&countryCode=GBR", TOKEN), 400)[0] == "CourierCode"
    assert details(client.get(f"{path}?courierCode=RMT24", TOKEN), 400)[0] == "CountryCode"


def test_all_but_search_need_a_token(client: Client) -> None:
    for path in ("Product/stock-check", "Product/price-check", "CourierService/price-check"):
        assert client.get(f"{API}/{path}").status_code == 401


def test_what_is_invented_says_so(client: Client) -> None:
    shown = client.get("/_mock/vendors/cloudrx/operations").json()["operations"]
    evidence = {each["name"]: each["evidence"] for each in shown}

    for name in ("check_stock", "check_product_price", "search_products", "check_courier_price"):
        assert evidence[f"cloudrx.{name}"] == "invented"
