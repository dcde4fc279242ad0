"""Reading problems in tests."""

from typing import Any

import httpx


def problem(answer: httpx.Response, slug: str) -> dict[str, Any]:
    """The body of an answer that must be that problem."""
    body: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["type"] == f"/_mock/problems/{slug}", body
    assert body["status"] == answer.status_code
    assert {"title", "detail", "instance"} <= body.keys()
    return body
