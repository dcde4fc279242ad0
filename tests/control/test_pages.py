import re

import pytest

from mock_server import documents
from mock_server.control.pages import render
from tests.clients import Client


@pytest.mark.parametrize("name", documents.names())
def test_a_document_can_be_read_as_a_page_without_scripts_or_anything_fetched(client: Client, name: str) -> None:
    answer = client.get(f"/_mock/openapi/{name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.search(r"<script|<link|<img|@import|url\(", answer.text)


def test_the_page_shows_each_operation_with_how_it_is_known(client: Client) -> None:
    page = client.get("/_mock/openapi/nimbus").text

    for operation in ("create_order", "get_order", "create_refill", "send_test_webhook"):
        assert f'<h2 id="{operation}">' in page
        assert f'<a href="#{operation}">' in page
    assert "documented: NIM-2, NIM-3, NIM-4" in page
    assert "Idempotency-Key" in page


def test_what_a_document_says_is_shown_as_text() -> None:
    hostile = (
        b"openapi: 3.1.0\ninfo: {title: '<script>alert(1)</script>', version: '1'}\n"
        b"paths: {/x: {get: {operationId: x, summary: '`<u>`', description: '<b>',\n"
        b"  responses: {'200': {description: '<i>'}}}}}\n"
    )

    page = render(hostile)

    assert "<script" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "<code>&lt;u&gt;</code>" in page


def test_an_unknown_document_has_no_page(client: Client) -> None:
    assert client.get("/_mock/openapi/nimbuss").json()["type"] == "/_mock/problems/unknown-document"
