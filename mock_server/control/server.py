"""The server as its own API sees it: where an operation finds what its address names."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fastapi import Request

from mock_server.contract.vendor import Vendor
from mock_server.control.problems import (
    UNKNOWN_KIND,
    UNKNOWN_OPERATION,
    UNKNOWN_SANDBOX,
    UNKNOWN_SCENARIO,
    UNKNOWN_VENDOR,
    Problem,
)
from mock_server.engine.clock import Wall
from mock_server.engine.records import AnyKind
from mock_server.journal.masking import BARE, Mask
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.sandboxes.sandboxes import Sandboxes
from mock_server.sandboxes.stepping import SendDue
from mock_server.scenarios.errors import hint, show
from mock_server.scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True)
class ControlledServer:
    """What the sandbox's own API steers.

    `document` answers with the committed OpenAPI document of a vendor, or of this API under the name `control`. `is_ready`
    says whether calls may come. `wall` is the real clock that the clocks of sandboxes run by. `send_due` sends the webhooks
    that are due in a sandbox, and comes back when none is under way.
    """

    sandboxes: Sandboxes
    vendors: Mapping[str, Vendor]
    version: str
    document: Callable[[str], bytes | None]
    is_ready: Callable[[], bool]
    wall: Wall
    send_due: SendDue

    def sandbox(self, id: str) -> Sandbox:
        """The sandbox of that id, brought up to now where its clock runs.

        Raises:
            Problem: there is none.
        """
        sandbox = self.sandboxes.find(id)
        if sandbox is None:
            known = [each.id for each in self.sandboxes]
            raise Problem(UNKNOWN_SANDBOX, f"no sandbox is called {show(id)}{hint(id, known)}")
        sandbox.catch_up()
        return sandbox

    def vendor(self, slug: str) -> Vendor:
        """The vendor that stands under `/<slug>`.

        Raises:
            Problem: there is none.
        """
        vendor = self.vendors.get(slug)
        if vendor is None:
            raise Problem(UNKNOWN_VENDOR, f"no vendor is called {show(slug)}{hint(slug, self.vendors)}")
        return vendor

    def check_operation(self, name: str) -> None:
        """Make sure that there is an operation of that name; `nimbus.*` stands for all of a vendor.

        Raises:
            Problem: there is none, or no such vendor.
        """
        slug = name.partition(".")[0]
        known = [*self.vendor(slug).names.values(), f"{slug}.*"]
        if name not in known:
            raise Problem(UNKNOWN_OPERATION, f"there is no operation {show(name)}{hint(name, known)}")

    def mask(self, sandbox: Sandbox, *, is_on: bool = True) -> Mask:
        """What readers of a sandbox's journal do not see: the secrets of its scenario and of its subscriptions among it."""
        if not is_on:
            return BARE
        secrets = [
            secret
            for slug, known in sandbox.credentials.items()
            for key, bearer in known.items()
            for secret in self.vendors[slug].credential.secrets(key, bearer)
        ]
        return Mask([*secrets, *(each.secret for each in sandbox.outbox.subscriptions.values())])

    def kind(self, vendor: str, noun: str) -> AnyKind:
        """The kind of record that a vendor calls so, such as `order`.

        Raises:
            Problem: there is no such vendor, or it has no such kind.
        """
        found = self.vendor(vendor)
        kind = found.kind(noun)
        if kind is None:
            nouns = [each.noun for each in found.kinds]
            raise Problem(UNKNOWN_KIND, f"{found.title} has no kind {show(noun)}{hint(noun, nouns)}")
        return kind

    def order_kinds(self, vendor: str | None) -> Iterator[AnyKind]:
        """The kinds that are orders, of one vendor or of all: those with a lifecycle whose noun ends so.

        Raises:
            Problem: there is no such vendor.
        """
        vendors = list(self.vendors.values()) if vendor is None else [self.vendor(vendor)]
        return (kind for each in vendors for kind in each.kinds if kind.lifecycle is not None and kind.noun.endswith("order"))

    def scenario(self, name: str | None) -> Scenario:
        """The scenario of that name, the server's own one without a name; a path would let callers read the server's files.

        Raises:
            Problem: it is the path of a file.
            UnknownScenario: there is no scenario of that name.
            ScenarioError: it cannot be used.
        """
        if name is not None and name.endswith(".yaml"):
            known = self.sandboxes.library.names()
            without = name.removesuffix(".yaml")
            raise Problem(UNKNOWN_SCENARIO, f"{show(name)} is no name of a scenario{hint(without, known)}")
        return self.sandboxes.scenario(name)


def served(request: Request) -> ControlledServer:
    """The server that a request was sent to."""
    server: ControlledServer = request.app.state.controlled
    return server


def origin_of(request: Request) -> str:
    """The address of the server as the client wrote it: `http://127.0.0.1:8080`."""
    return f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"
