"""What a test's report says of its sandbox: the story where it fails, and what it may not pass with."""

from collections.abc import Iterable, Iterator
from typing import Final

import pytest

from mock_server.client import ClientError, Entry, Explanation, ProblemAnswered, Sandbox
from mock_server.client.story import tell, tell_deliveries
from mock_server.testing.stash import SANDBOX

REFUSALS: Final = "refusals"
VIOLATIONS: Final = "violations"
NOTHING: Final = "nothing"
COMPLAINTS: Final = (REFUSALS, VIOLATIONS)
"""What a test may be made to fail for."""
_SHOWN: Final = 60


def add_story(item: pytest.Item, report: pytest.TestReport) -> None:
    """Tell the sandbox's story in the report of a test that has failed."""
    sandbox: Sandbox = item.stash[SANDBOX]
    report.sections.append((f"what happened in the sandbox {sandbox.id}", _story(sandbox)))


def _story(sandbox: Sandbox) -> str:
    try:
        lines = [sandbox.journal.story(last=_SHOWN), *tell_deliveries(sandbox.webhooks.deliveries())]
    except ClientError as wrong:
        return f"its journal could not be read: {wrong}"
    return "\n".join(lines)


def check_complaints(item: pytest.Item, usual: Iterable[str]) -> None:
    """Fail a test that has passed, where the server had to refuse or to wonder in a way that nobody explains.

    A refusal is explained where a rule of the sandbox made it, or where the test is marked to expect it.
    """
    sandbox: Sandbox = item.stash[SANDBOX]
    wanted = _complaints(item, usual)
    if not wanted:
        return
    expected = {name for marker in item.iter_markers("expects_refusal") for name in marker.args}
    amiss = [entry for entry in _calls(sandbox) if _is_amiss(entry, wanted, expected)]
    if amiss:
        lines = [line for entry in sandbox.journal.explained(amiss) for line in _complain(entry)]
        pytest.fail("\n".join(["the test passed, but not without complaints:", *lines]), pytrace=False)


def _calls(sandbox: Sandbox) -> list[Entry]:
    try:
        return sandbox.journal.calls()
    except ProblemAnswered:  # the test has dropped it, journal and all
        return []


def _complaints(item: pytest.Item, usual: Iterable[str]) -> set[str]:
    marker = item.get_closest_marker("fail_on")
    words = set(usual if marker is None else marker.args) - {NOTHING}
    unknown = sorted(words.difference(COMPLAINTS))
    if unknown:
        choice = ", ".join((*COMPLAINTS, NOTHING))
        pytest.fail(f"a test cannot fail on {', '.join(map(repr, unknown))}; it can on {choice}", pytrace=False)
    return words


def _is_amiss(entry: Entry, wanted: set[str], expected: set[str]) -> bool:
    return (REFUSALS in wanted and _is_unexplained(entry, expected)) or (VIOLATIONS in wanted and bool(entry.violations))


def _is_unexplained(entry: Entry, expected: set[str]) -> bool:
    """Whether a call was refused though neither a rule did it nor the test expects it."""
    if entry.explanation is None or entry.rule is not None:
        return False
    return not {entry.explanation.error, _full_name(entry, entry.explanation)} & expected


def _complain(entry: Entry) -> Iterator[str]:
    yield from tell([entry])
    if entry.explanation is not None and entry.rule is None:
        yield f"         meant so? @pytest.mark.expects_refusal({_full_name(entry, entry.explanation)!r})"


def _full_name(entry: Entry, explanation: Explanation) -> str:
    return f"{entry.vendor}.{explanation.error}"
