"""The one way to what stands on heavy libraries: loaded by name, by the first call that needs it.

A server in a pipeline is started for every run, and most runs never sign a token or read an HL7 message; what they do not use
must not make them wait (docs/decisions/0005-the-control-api-loads-when-asked.md).
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Final

from mock_server.vendors.cloudrx.contents import OrderContent
from mock_server.vendors.cloudrx.reading import Reading

_HERE: Final = "mock_server.vendors.cloudrx"


def sign(claims: Mapping[str, object]) -> str:
    """A signed token with these claims."""
    found: Callable[[Mapping[str, object]], str] = import_module(f"{_HERE}.tokens").sign
    return found(claims)


def verify(token: str) -> Mapping[str, object] | None:
    """The claims of a token that we signed; None for any other."""
    tokens = import_module(f"{_HERE}.tokens")
    found: Callable[[str], Mapping[str, object]] = tokens.verify
    refused: type[ValueError] = tokens.BadToken
    try:
        return found(token)
    except refused:
        return None


def key_set() -> dict[str, object]:
    """The public keys as a JSON Web Key Set."""
    found: Callable[[], dict[str, object]] = import_module(f"{_HERE}.tokens").key_set
    return found()


def misshapen(order: OrderContent) -> Iterable[tuple[str, str]]:
    """Every value of an order that has not the shape it should have: the field and what is wrong."""
    found: Callable[[OrderContent], Iterable[tuple[str, str]]] = import_module(f"{_HERE}.formats").misshapen
    return found(order)


def read_message(body: bytes) -> Reading:
    """What an HL7 message says, and what keeps it from being an order."""
    found: Callable[[bytes], Reading] = import_module(f"{_HERE}.hl7_order").read_order
    return found(body)
