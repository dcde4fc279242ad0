"""One call to be explained: what came, what was answered, and the sandbox in which that happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mock_server.contract.answers import VendorError
from mock_server.contract.call import Flaw
from mock_server.contract.conformance.framing import JSON
from mock_server.contract.conformance.holding import operation_of, violations_of
from mock_server.contract.operation import Operation
from mock_server.contract.vendor import Vendor
from mock_server.contract.violations import Violation
from mock_server.journal.entries import Call, Entry, Explanation
from mock_server.journal.masking import Mask
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.sandboxes.sandboxes import Sandboxes

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """A refused call. `explanation` is what was known when it was refused; `mask` is what must not be shown of the call.

    What several of the questions about it need is worked out once.
    """

    vendors: Mapping[str, Vendor]
    sandboxes: Sandboxes
    sandbox: Sandbox
    entry: Entry
    call: Call
    explanation: Explanation
    mask: Mask

    @property
    def vendor(self) -> Vendor:
        """Whom the call was for."""
        return self.vendors[self.call.vendor]

    @cached_property
    def operation(self) -> Operation | None:
        """What the call was matched with."""
        return operation_of(self.vendor, self.call)

    @property
    def is_astray(self) -> bool:
        """Whether the call was refused for its method and path, and for nothing that came before them."""
        common = self.vendor.common
        is_address = self.error in (common.not_found, common.method_not_allowed)
        return is_address and self.operation is None and not self.explanation.says.startswith(Flaw.UNKNOWN_SANDBOX)

    @cached_property
    def schema(self) -> tuple[Schema, Schema]:
        """The JSON schema of the operation's body, and the definitions that it refers to; empty where it reads no JSON."""
        operation = self.operation
        if operation is None:
            return {}, {}
        if operation.body is not None:
            schema = operation.body.model_json_schema()
            return schema, schema.get("$defs", {})
        content: Any = operation.body_types.get(JSON) or next(iter(operation.body_types.values()), {})
        return content.get("schema", {}), {}

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """What the call does against the vendor's document."""
        return violations_of(self.vendor, self.call, self.sandbox.credentials[self.call.vendor])

    @property
    def error(self) -> VendorError | None:
        """The error of the vendor's catalogue that was answered."""
        return self.vendor.error(self.explanation.error)

    @property
    def mend(self) -> str:
        """What the vendor's folder tells a person to do about the error; empty where it says nothing."""
        return self.vendor.conduct.mends.get(self.explanation.error, "")

    def answer_header(self, name: str) -> str | None:
        """A header of the answer, by its name in lower case."""
        wanted = name.encode("latin-1")
        return next((value.decode("latin-1") for sent, value in self.call.answer_headers if sent.lower() == wanted), None)

    def header(self, name: str) -> str | None:
        """A header that was sent, by its name in lower case."""
        wanted = name.encode("latin-1")
        return next((value.decode("latin-1") for sent, value in self.call.sent_headers() if sent.lower() == wanted), None)
