"""The pharmacy's API, as far as the clinic uses it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

ATTEMPTS = 4
FIRST_PAUSE = 0.5


class Refused(Exception):
    """The pharmacy says no, and would say no again. `field` is what it objects to, if it says."""

    def __init__(self, error: dict[str, Any]) -> None:
        details = error.get("details") or {}
        self.code: str = error["code"]
        self.field: str | None = details.get("field")
        super().__init__(f"{self.code}: {details.get('reason') or error['message']}")


class Unavailable(Exception):
    """The pharmacy cannot be reached, or fails. Whether it has taken the order is not known."""


@dataclass(frozen=True)
class Order:
    """An order as the pharmacy tells it."""

    id: str
    status: str
    tracking: str | None


class Pharmacy:
    """A client that repeats itself safely: each try carries the same idempotency key."""

    def __init__(self, url: str, key: str, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._http = httpx.Client(base_url=url, headers={"X-API-Key": key}, timeout=5)
        self._pause = pause

    def order(self, patient: str, prescription: str, address: dict[str, str], *, key: str) -> Order:
        """Order a prescription; the same key orders it once, however often it is sent."""
        body = {"patientId": patient, "prescriptionId": prescription, "shippingAddress": address}
        return _read(self._send("POST", "/orders", json=body, headers={"Idempotency-Key": key}))

    def get(self, id: str) -> Order:
        """An order as it stands."""
        return _read(self._send("GET", f"/orders/{id}"))

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _send(self, method: str, path: str, *, json: object = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        for attempt in range(ATTEMPTS):
            if attempt:
                self._pause(FIRST_PAUSE * 2**attempt)
            try:
                answer = self._http.request(method, path, json=json, headers=headers)
            except httpx.TransportError:
                continue
            if answer.status_code < HTTPStatus.BAD_REQUEST:
                return dict(answer.json())
            if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise Refused(answer.json()["error"])
        raise Unavailable(f"{method} {path}: no answer in {ATTEMPTS} attempts")


def _read(order: dict[str, Any]) -> Order:
    return Order(order["id"], order["status"], order.get("trackingNumber"))
