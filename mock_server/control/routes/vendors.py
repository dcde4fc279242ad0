"""The vendors: what they take, how their records move, what they refuse."""

from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

from mock_server import resources
from mock_server.control.diagrams import state_diagram
from mock_server.control.models.fidelity import FidelityOut
from mock_server.control.models.magic import MagicOut
from mock_server.control.models.vendors import (
    ErrorList,
    ErrorOut,
    LifecycleList,
    LifecycleOut,
    OperationList,
    OperationOut,
    VendorBrief,
    VendorList,
    VendorOut,
)
from mock_server.control.problems import UNKNOWN_DOCUMENT, UNKNOWN_KIND, UNKNOWN_VENDOR, Problem
from mock_server.control.route import Route
from mock_server.control.server import served
from mock_server.engine.lifecycle import Lifecycle
from mock_server.engine.records import AnyKind
from mock_server.sandboxes.sandbox import DEFAULT
from mock_server.scenarios.errors import hint


async def list_vendors(request: Request) -> VendorList:
    """The vendors that this server stands in for."""
    vendors = [VendorBrief.of(vendor) for vendor in served(request).vendors.values()]
    return VendorList(total=len(vendors), vendors=vendors)


async def get_vendor(request: Request, vendor: str) -> VendorOut:
    """A vendor: its address, its test credentials, its switches and its events.

    A switch settles what the vendor's pages leave open; a scenario may set it otherwise.
    """
    return VendorOut.told(served(request).vendor(vendor))


async def list_operations(request: Request, vendor: str) -> OperationList:
    """The endpoints of a vendor, each with how it is known and what it may refuse."""
    found = served(request).vendor(vendor)
    return OperationList(vendor=found.slug, operations=[OperationOut.of(found, each) for each in found.operations])


async def list_lifecycles(request: Request, vendor: str) -> LifecycleList:
    """How the records of a vendor move: statuses and the moves between them, each with how it is known."""
    found = served(request).vendor(vendor)
    shown = [LifecycleOut.of(kind, kind.lifecycle) for kind in found.kinds if kind.lifecycle is not None]
    return LifecycleList(vendor=found.slug, lifecycles=shown)


async def get_lifecycle(request: Request, vendor: str, kind: str) -> LifecycleOut:
    """How one kind of record moves."""
    found, lifecycle = _moving(request, vendor, kind)
    return LifecycleOut.of(found, lifecycle)


async def get_lifecycle_diagram(request: Request, vendor: str, kind: str) -> PlainTextResponse:
    """How one kind of record moves, as a picture: the text of a Mermaid state diagram."""
    _, lifecycle = _moving(request, vendor, kind)
    return PlainTextResponse(state_diagram(lifecycle))


def _moving(request: Request, vendor: str, noun: str) -> tuple[AnyKind, Lifecycle[Any]]:
    server = served(request)
    kind = server.kind(vendor, noun)
    if kind.lifecycle is None:
        nouns = [each.noun for each in server.vendor(vendor).kinds if each.lifecycle is not None]
        raise Problem(UNKNOWN_KIND, f"records of the kind {noun!r} have no statuses{hint(noun, nouns)}")
    return kind, kind.lifecycle


async def list_errors(request: Request, vendor: str) -> ErrorList:
    """The vendor's catalogue of errors, each with an example of its body."""
    found = served(request).vendor(vendor)
    return ErrorList(vendor=found.slug, errors=[ErrorOut.of(found, each) for each in found.errors])


class MarkdownResponse(Response):
    """An answer in Markdown."""

    media_type = "text/markdown"


async def get_fidelity(request: Request, vendor: str) -> FidelityOut:
    """How faithful the stand-in is to a vendor: every fact, what rests on it, and which tests prove it.

    It is generated from the ledger of sources, the code and the tests, and ships with the server.
    """
    return FidelityOut.model_validate_json(_fidelity(request, vendor, "json"))


async def read_fidelity(request: Request, vendor: str) -> Response:
    """How faithful the stand-in is to a vendor, as a page for people, in Markdown."""
    return MarkdownResponse(_fidelity(request, vendor, "md"))


def _fidelity(request: Request, vendor: str, form: str) -> bytes:
    slug = served(request).vendor(vendor).slug
    shipped = resources.fidelity(slug, form)
    if shipped is None:
        raise Problem(UNKNOWN_DOCUMENT, f"the fidelity page of {slug} is not part of this server")
    return shipped


async def list_magic(request: Request, vendor: str) -> MagicOut:
    """The values that mean something on purpose in the `default` scenario: documented test values, and reserved ones.

    A scenario with `reserved: off` has none of the reserved ones.
    """
    server = served(request)
    return MagicOut.told(server.vendor(vendor), server.sandboxes.library.named(DEFAULT))


_TAG: Final = "vendors"
_BELOW: Final = "/_mock/vendors/{vendor}"
_NO_VENDOR: Final = (UNKNOWN_VENDOR,)
_NO_KIND: Final = (UNKNOWN_VENDOR, UNKNOWN_KIND)

ROUTES: Final = (
    Route("GET", "/_mock/vendors", list_vendors, _TAG),
    Route("GET", _BELOW, get_vendor, _TAG, _NO_VENDOR),
    Route("GET", f"{_BELOW}/operations", list_operations, _TAG, _NO_VENDOR),
    Route("GET", f"{_BELOW}/lifecycles", list_lifecycles, _TAG, _NO_VENDOR),
    Route("GET", f"{_BELOW}/lifecycles/{{kind}}", get_lifecycle, _TAG, _NO_KIND),
    Route(
        "GET",
        f"{_BELOW}/lifecycles/{{kind}}/diagram",
        get_lifecycle_diagram,
        _TAG,
        _NO_KIND,
        answers_with=PlainTextResponse,
    ),
    Route("GET", f"{_BELOW}/errors", list_errors, _TAG, _NO_VENDOR),
    Route("GET", f"{_BELOW}/fidelity", get_fidelity, _TAG, (UNKNOWN_VENDOR, UNKNOWN_DOCUMENT)),
    Route(
        "GET",
        f"{_BELOW}/fidelity.md",
        read_fidelity,
        _TAG,
        (UNKNOWN_VENDOR, UNKNOWN_DOCUMENT),
        answers_with=MarkdownResponse,
    ),
    Route("GET", f"{_BELOW}/magic", list_magic, _TAG, _NO_VENDOR),
)
