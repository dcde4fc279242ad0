"""What is expected of a sandbox: verify it, wait for it, reconcile it with what somebody believes."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import Query, Request

from mock_server.control.bodies import read
from mock_server.control.checking.reconciling import reconcile
from mock_server.control.checking.verifying import verify
from mock_server.control.checking.waiting import wait
from mock_server.control.models.checks import Verdict, Verify
from mock_server.control.models.reconciling import Reconcile, Reconciliation
from mock_server.control.models.waiting import Wait, Waited
from mock_server.control.models.words import Duration
from mock_server.control.problems import (
    INVALID_INPUT,
    INVALID_REQUEST,
    NOT_READY,
    TOO_MANY_WAITS,
    UNKNOWN_NAME,
    UNKNOWN_SANDBOX,
    Problem,
)
from mock_server.control.route import Route
from mock_server.control.server import served

LONGEST_WAIT: Final = timedelta(seconds=60)


async def verify_sandbox(request: Request, sandbox: str) -> Verdict:
    """Hold what happened in a sandbox against what was to happen: calls, records, webhooks.

    The answer's status is 200 whether the checks hold or not; `ok` says so. Each check that does not hold comes with what
    nearly fits. A check that names an operation, a status or a move that there is not is refused: it would hold by mistake.
    """
    wish = await read(request, Verify)
    server = served(request)
    return verify(server, server.sandbox(sandbox), wish)


async def wait_for(
    request: Request,
    sandbox: str,
    within: Annotated[
        Duration, Query(description="For how long to wait at most, in real time: up to a minute; 5s where it is left out.")
    ] = timedelta(seconds=5),
) -> Waited:
    """Wait until a call has been answered, a record has moved or stands so, or a webhook stands so.

    It answers at once where that has happened already, else as soon as it does. A frozen clock stands meanwhile, unless
    `advance` says how far it may be moved: from one thing that falls due to the next. The answer's status is 200 whether it
    happened or not; `ok` says so.
    """
    wish = await read(request, Wait)
    if within > LONGEST_WAIT:
        raise Problem(INVALID_INPUT, f"within: at most {LONGEST_WAIT.seconds}s; wait again", field="within")
    return await wait(served(request), sandbox, wish, within)


async def reconcile_sandbox(request: Request, sandbox: str) -> Reconciliation:
    """Hold what a consumer believes of its orders against how they stand.

    It finds orders that the consumer believes in and the pharmacy does not know, those that the pharmacy has and the consumer
    does not know, doubles, wrong statuses and wrong tracking; and for each the first event at which belief and truth parted.
    """
    wish = await read(request, Reconcile)
    server = served(request)
    return reconcile(server, server.sandbox(sandbox), wish)


_TAG: Final = "checks"
_BELOW: Final = "/_mock/sandboxes/{sandbox}"
ROUTES: Final = (
    Route(
        "POST",
        f"{_BELOW}/verify",
        verify_sandbox,
        _TAG,
        (UNKNOWN_SANDBOX, UNKNOWN_NAME),
        body=Verify,
        example={
            "calls": [{"operation": "nimbus.create_order", "status": 201, "exactly": 1}],
            "records": [{"vendor": "nimbus", "history": {"never": [{"reached": "shipped", "after": "cancelled"}]}}],
        },
    ),
    Route(
        "POST",
        f"{_BELOW}/wait",
        wait_for,
        _TAG,
        (UNKNOWN_SANDBOX, UNKNOWN_NAME, INVALID_INPUT, INVALID_REQUEST, TOO_MANY_WAITS, NOT_READY),
        body=Wait,
        example={"for": {"record": {"vendor": "nimbus", "id": "ord_abc123xyz", "status": "shipped"}}, "advance": "2d"},
    ),
    Route(
        "POST",
        f"{_BELOW}/reconcile",
        reconcile_sandbox,
        _TAG,
        (UNKNOWN_SANDBOX, UNKNOWN_NAME),
        body=Reconcile,
        example={
            "believed": [
                {"vendor": "nimbus", "id": "ord_abc123xyz", "status": "processing", "tracking": "1Z999AA10123456784"},
                {"vendor": "nimbus", "reference": "rx_test_001", "stage": "received"},
            ]
        },
    ),
)
