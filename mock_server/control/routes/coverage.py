"""Coverage: what the sandboxes of the server have met of what the vendors do."""

from typing import Final

from fastapi import Request, Response

from mock_server.control.route import Route
from mock_server.control.server import served
from mock_server.coverage.document import Coverage
from mock_server.coverage.taking import take


async def get_coverage(request: Request) -> Coverage:
    """What was met so far, of all that there is: by vendor, and by sandbox, those too that were reset or dropped.

    It is counted from when the server started, or from when it was last told to count anew. Of 5,000 sandboxes it is known
    what each has met; of the others, the earliest, what they met together. Asking changes nothing.
    """
    server = served(request)
    return take(server.sandboxes, server.vendors)


async def forget_coverage(request: Request) -> None:
    """Count anew what sandboxes meet, as at the beginning of a run. The sandboxes and their journals stay as they are."""
    served(request).sandboxes.forget_met()


_TAG: Final = "coverage"

ROUTES: Final = (
    Route("GET", "/_mock/coverage", get_coverage, _TAG),
    Route("DELETE", "/_mock/coverage", forget_coverage, _TAG, (), 204, "It counts anew.", answers_with=Response),
)
