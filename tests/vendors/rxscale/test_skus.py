from collections.abc import Callable

import pytest

from tests.clients import Client
from tests.vendors.rxscale.calls import API, CONTROL, GROUP, PHARMACY, patch

SKU = "/pharmacy_skus/psku-456"


def uids(client: Client, query: str = "", key: dict[str, str] = PHARMACY) -> list[str]:
    return [row["uid"] for row in client.get(f"{API}/pharmacy_skus/{query}", key).json()["data"]]


@pytest.mark.proves("RXS-47")
def test_a_pharmacys_articles_are_listed_as_documented(client: Client) -> None:
    page = client.get(f"{API}/pharmacy_skus/", PHARMACY).json()

    assert uids(client) == ["psku-321", "psku-789", "psku-456"]
    assert (page["totalRegistries"], page["totalPages"]) == (3, 1)
    assert list(page["data"][2].items()) == [
        ("uid", "psku-456"),
        ("external_id", "ART-456"),
        ("price", 1299),
        ("stock", 25),
        ("pharmacy", "ph-xyz"),
        (
            "sku",
            {
                "uid": "sku-456",
                "display_name": "Medication X 100mg",
                "pzn": "12345678",
                "product_uid": "prod-x",
                "product_display_name": "Medication X 100mg",
                "standard_selling_unit": 1.0,
                "unit": "piece",
                "product_handle": "medication-x",
                "digital": False,
            },
        ),
        ("created_at", 1704182400),
        ("updated_at", 1704182400),
        ("deleted_at", None),
    ]
    assert isinstance(page["data"][2]["sku"]["standard_selling_unit"], float)


@pytest.mark.proves("RXS-47")
def test_articles_are_paged_and_a_groups_key_names_the_pharmacy(client: Client) -> None:
    assert uids(client, "?limit=2&page=1") == ["psku-456"]
    assert uids(client, "?pharmacy_uid=pharmacy-uid", GROUP) == ["psku-456-b"]


@pytest.mark.proves("RXS-48", "RXS-49")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("", {"price": 1199}),
        ("", {"stock": 7}),
        ("", {"external_id": "NEW"}),
        ("", {"price": 0, "stock": 0, "external_id": ""}),
        ("", {"price": 1199.0}),
        ("/stock", {"stock": 7}),
        ("/external_id", {"external_id": "NEW"}),
    ],
)
def test_an_update_answers_with_the_article_as_it_now_is(client: Client, path: str, body: dict[str, object]) -> None:
    before = client.get(f"{API}/pharmacy_skus/?limit=1&page=2", PHARMACY).json()["data"][0]

    answer = patch(client, f"{SKU}{path}", body)

    assert (answer.status_code, answer.json()) == (200, before | body | {"updated_at": 1767603600})
    assert client.get(f"{API}/pharmacy_skus/?limit=1&page=2", PHARMACY).json()["data"] == [answer.json()]


@pytest.mark.proves("RXS-49")
@pytest.mark.parametrize(("path", "body"), [("", {}), ("", {"stock": 25}), ("/stock", {"stock": 25}), ("", {"other": 1})])
def test_an_update_that_changes_nothing_is_no_news(client: Client, path: str, body: dict[str, object]) -> None:
    answer = patch(client, f"{SKU}{path}", body)

    assert (answer.status_code, answer.json()["updated_at"]) == (200, 1704182400)
    assert not [each for each in client.get(f"{CONTROL}/journal").json()["entries"] if each["kind"] == "move"]


def test_a_new_stock_is_news_and_a_new_price_is_not(client: Client) -> None:
    patch(client, f"{SKU}/stock", {"stock": 1})
    patch(client, SKU, {"price": 1})

    moves = [each for each in client.get(f"{CONTROL}/journal").json()["entries"] if each["kind"] == "move"]
    assert [each["event"] for each in moves] == ["pharmacy_sku_stock_updated", None]


@pytest.mark.proves("RXS-49", "RXS-80", "RXS-86")
@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("", {"price": -1}, {"price": ["Must be greater than or equal to 0."]}),
        ("", {"price": "12"}, {"price": ["Not a valid integer."]}),
        ("", {"price": 1.5, "stock": True}, {"price": ["Not a valid integer."], "stock": ["Not a valid integer."]}),
        ("", {"external_id": 5}, {"external_id": ["Not a valid string."]}),
        ("", {"stock": None}, {"stock": ["Field may not be null."]}),
        ("", {"external_id": "x" * 256}, {"external_id": ["Longer than maximum length 255."]}),
        ("/stock", {}, {"stock": ["Missing data for required field."]}),
        ("/stock", {"stock": 2**31}, {"stock": ["Must be less than or equal to 2147483647."]}),
        ("/external_id", {}, {"external_id": ["Missing data for required field."]}),
    ],
)
def test_what_does_not_fit_is_refused_by_field(client: Client, path: str, body: object, error: object) -> None:
    answer = patch(client, f"{SKU}{path}", body)

    assert (answer.status_code, answer.json()) == (400, {"error": error})


@pytest.mark.parametrize("path", ["", "/stock", "/external_id"])
def test_an_article_of_another_pharmacy_is_not_found(client: Client, path: str) -> None:
    for uid in ("psku-456-b", "psku-nothing"):
        answer = patch(client, f"/pharmacy_skus/{uid}{path}", {"stock": 1, "external_id": "x"})

        assert (answer.status_code, answer.json()) == (404, {"error": "Resource not found"})


@pytest.mark.proves("RXS-50")
@pytest.mark.parametrize(
    ("shown", "found", "hidden"),
    [("physical", ["psku-789", "psku-456"], "psku-321"), ("digital", ["psku-321"], "psku-456")],
)
def test_articles_that_the_account_leaves_out_are_not_there(
    play: Callable[[str], Client], shown: str, found: list[str], hidden: str
) -> None:
    client = play(f"fixtures: {{rxscale: {{pharmacies: [{{uid: ph-xyz, display_name: City Pharmacy, shown_skus: {shown}}}]}}}}")

    assert uids(client) == found
    assert client.get(f"{API}/pharmacy_skus/", PHARMACY).json()["totalRegistries"] == len(found)
    for path, body in (("", {}), ("/stock", {"stock": 1}), ("/external_id", {"external_id": "x"})):
        assert patch(client, f"/pharmacy_skus/{hidden}{path}", body).status_code == 404
