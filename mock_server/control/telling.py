"""Entries of a journal with what is worked out when somebody reads them: violations, explanations, causes and effects."""

from mock_server.contract.conformance.holding import violations_of
from mock_server.contract.violations import Violation
from mock_server.control.server import ControlledServer
from mock_server.explaining.case import Case
from mock_server.explaining.explanation import explain, show_violation
from mock_server.explaining.story import causes_of, effects_of
from mock_server.journal.entries import Call, Entry
from mock_server.journal.masking import Mask
from mock_server.journal.showing import Shown, show_entry
from mock_server.sandboxes.sandbox import Sandbox


def violations_in(server: ControlledServer, sandbox: Sandbox, entry: Entry) -> tuple[Violation, ...]:
    """What a call does against the vendor's document; nothing where the entry is none."""
    call = entry.what
    if not isinstance(call, Call):
        return ()
    return violations_of(server.vendors[call.vendor], call, sandbox.credentials[call.vendor])


def tell_brief(server: ControlledServer, sandbox: Sandbox, entry: Entry, *, mask: Mask) -> Shown:
    """An entry as lists show it: a call with the sorts of its violations."""
    shown = show_entry(entry, mask=mask)
    if isinstance(entry.what, Call):
        shown["violations"] = [each.sort.value for each in violations_in(server, sandbox, entry)]
    return shown


def tell_whole(server: ControlledServer, sandbox: Sandbox, entry: Entry, *, mask: Mask) -> Shown:
    """An entry whole: a call with its violations, and explained where it was refused."""
    shown = show_entry(entry, is_whole=True, mask=mask)
    call = entry.what
    if isinstance(call, Call):
        shown["violations"] = [show_violation(each, mask) for each in violations_in(server, sandbox, entry)]
        if call.explanation is not None:
            case = Case(server.vendors, server.sandboxes, sandbox, entry, call, call.explanation, mask)
            shown["explanation"] = explain(case)
    return shown


def tell_story(sandbox: Sandbox, entry: Entry, *, mask: Mask) -> Shown:
    """What brought an entry about, from the first cause on, and what it brought about."""
    return {
        "because_of": [show_entry(each, mask=mask) for each in causes_of(sandbox.journal, entry)],
        "led_to": [show_entry(each, mask=mask) for each in effects_of(sandbox.journal, entry)],
    }
