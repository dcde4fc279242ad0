"""How a vendor wants its clients to behave, besides what its operations declare; and where ours is more lenient."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mock_server.contract.answers import VendorError
from mock_server.contract.call import Call
from mock_server.contract.violations import Violation
from mock_server.engine.evidence import Grounds


@dataclass(frozen=True, slots=True)
class Documented:
    """What the vendor documents of a member where ours takes more: stands among the metadata of the member's type.

    `type` is a JSON type such as `integer`. `pattern` is what text must match; it is taken in another case too, and with
    hyphens or blanks for underscores.
    """

    says: str
    grounds: Grounds
    type: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """An operation that people look for, and that the vendor does not have: what to do instead.

    `instead` may speak of the values in the path by name, as in `{orderId}`.
    """

    method: str
    path: str
    says: str
    instead: str
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class OldSpelling:
    """A header or parameter that the vendor still takes, and how it is spelled now."""

    instead: str
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Conduct:
    """What calls are held against.

    `ignores` says why members and parameters that nobody documents are let pass, `any_type` why a body's type is not looked at,
    `other_paths` why a path may be spelled otherwise, `urges_key` why an idempotency key is to be sent. `old_headers` are
    spelled in lower case. `live_key` is a pattern that the vendor's own working keys match. `mends` tell a person what to do
    about an error, by its name, where that cannot be worked out from the document. `absent` are operations that there are not.
    `refuse` says with which error, about which field and with which values a strict sandbox refuses a violation;
    without it, that is the vendor's malformed request.
    """

    ignores: Grounds | None = None
    any_type: Grounds | None = None
    other_paths: Grounds | None = None
    urges_key: Grounds | None = None
    old_headers: Mapping[str, OldSpelling] = field(default_factory=dict)
    live_key: str = ""
    mends: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[Absence, ...] = ()
    refuse: Callable[[Call, Violation], tuple[VendorError, str, Mapping[str, object]]] | None = None
