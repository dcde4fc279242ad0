"""What a client raises: the server's problems, a server that is not there, and expectations that do not hold."""

from dataclasses import dataclass, field
from operator import methodcaller
from typing import Any, Final


class ClientError(Exception):
    """Whatever a client of a mock server raises but for expectations."""


class Unreachable(ClientError):
    """No server answers at the address, or what answers is no mock server."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as the server tells it (RFC 9457). `extensions` are the members that its type adds."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    extensions: dict[str, Any] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The last part of its type, as `docs/problems.md` heads it: `unknown-sandbox`."""
        return self.type.rpartition("/")[2]


class ProblemAnswered(ClientError):
    """The server's no. `problem` says which and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.slug}: {problem.detail}")
        self.problem = problem

    @property
    def slug(self) -> str:
        """The last part of the problem's type: `unknown-sandbox`."""
        return self.problem.slug


class ExpectationFailed(AssertionError):
    """What was expected of a sandbox is not so. The text says what; `answer` is the server's whole answer, with the story."""

    def __init__(self, says: str, answer: object) -> None:
        super().__init__(says)
        self.answer = answer


class NotVerified(ExpectationFailed):
    """A check does not hold; `answer` is a `Verdict`."""


class NotHappened(ExpectationFailed):
    """What was waited for did not happen in time; `answer` is a `Waited`."""


class NotReconciled(ExpectationFailed):
    """Belief and truth differ; `answer` is a `Reconciliation`."""


OWN: Final = methodcaller("errisinstance", (ClientError, ExpectationFailed))
"""For `__tracebackhide__`: where pytest shows what a client has raised itself, the test is what matters, not the client."""
