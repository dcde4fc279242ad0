import pytest

from mock_server.contract.paths import PathTable

ROUTES = [
    ("GET", "/orders", "list"),
    ("POST", "/orders", "create"),
    ("GET", "/orders/{id}", "read"),
    ("DELETE", "/orders/{id}", "drop"),
    ("GET", "/orders/latest", "latest"),
    ("GET", "/shops/{shop}/orders/{id}", "shop order"),
]


@pytest.mark.parametrize(
    ("method", "path", "operation", "values"),
    [
        ("GET", "/orders", "list", {}),
        ("POST", "/orders", "create", {}),
        ("GET", "/orders/7", "read", {"id": "7"}),
        ("GET", "/orders/latest", "latest", {}),
        ("GET", "/shops/a/orders/7", "shop order", {"shop": "a", "id": "7"}),
    ],
)
def test_a_path_leads_to_its_operation(method: str, path: str, operation: str, values: dict[str, str]) -> None:
    found = PathTable(ROUTES).find(method, path)

    assert (found.operation, dict(found.values)) == (operation, values)


@pytest.mark.parametrize("path", ["/", "/order", "/orders/", "/orders/7/", "/Orders", "/shops//orders/7", "orders"])
def test_another_path_leads_nowhere(path: str) -> None:
    found = PathTable(ROUTES).find("GET", path)

    assert (found.operation, found.methods) == (None, ())


def test_a_wrong_method_is_told_all_methods_of_the_path() -> None:
    assert PathTable(ROUTES).find("PUT", "/orders").methods == ("GET", "POST")
    assert PathTable(ROUTES).find("PUT", "/orders/latest").methods == ("GET", "DELETE")


def test_case_and_a_last_slash_matter_only_where_the_vendor_says_so() -> None:
    table = PathTable(ROUTES, folds_case=True, takes_slash=True)

    assert table.find("GET", "/ORDERS/").operation == "list"
    assert dict(table.find("GET", "/Orders/AbC/").values) == {"id": "AbC"}


def test_an_operation_declared_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        PathTable([*ROUTES, ("GET", "/orders/{other}", "again")])
