"""Asking the server to wait: shared by a sandbox and its webhooks."""

from collections.abc import Mapping
from typing import Any

from mock_server.client.asking import PATIENCE, Resource, Steps, WayT_co, said, written
from mock_server.client.clock import Span
from mock_server.client.errors import OWN, NotHappened
from mock_server.client.verdicts import Waited
from mock_server.engine.clock import parse_duration

__tracebackhide__ = OWN


class Waiter(Resource[WayT_co]):
    """A part of the sandbox's own API that stands at a sandbox's path."""

    def _wait(self, wish: Mapping[str, Any], within: Span, *, check: bool = True) -> Steps[Waited]:
        seconds = (parse_duration(within) if isinstance(within, str) else within).total_seconds()
        query = written({"within": within})
        # The server answers in time by itself; a client that gave up first would not hear what nearly happened.
        waited = yield from self._ask("POST", "/wait", Waited, query=query, body=said(wish), seconds=seconds + PATIENCE)
        if check and not waited.ok:
            raise NotHappened(waited.summary(), waited)
        return waited
