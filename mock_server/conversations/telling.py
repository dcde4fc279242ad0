"""How a conversation went, told: as lines for people, and as JSON values."""

from collections.abc import Iterator
from pathlib import PurePath

from mock_server.conversations.runner import Differing, Outcome

_LONGEST_ANSWER = 2_000


def told(name: str, outcome: Outcome) -> dict[str, object]:
    """How a conversation went, as JSON values."""
    shown: dict[str, object] = {
        "name": name,
        "as_told": outcome.is_as_told,
        "steps": outcome.steps,
        "taken": outcome.taken,
        "unheld": outcome.unheld,
        "differing": None,
    }
    differing = outcome.differing
    if differing is not None:
        shown["differing"] = {
            "step": differing.n,
            "line": differing.step.spot.line,
            "what": str(differing.step),
            "note": differing.step.note,
            "differences": [each._asdict() for each in differing.differences],
            "answer": differing.answer,
            "because": differing.because,
        }
    return shown


def lines(name: str, outcome: Outcome) -> Iterator[str]:
    """How a conversation went, in a line; where it differed, in several that say how."""
    if outcome.differing is not None:
        yield from _difference(name, outcome.differing)
    elif not outcome.steps:
        yield f"--      {name}: has no conversation"
    elif outcome.unheld is not None:
        yield f"in part {name}: {outcome.taken} of {outcome.steps} steps; {outcome.unheld}"
    else:
        yield f"as told {name}: {outcome.steps} step{'' if outcome.steps == 1 else 's'}"


def _difference(name: str, differing: Differing) -> Iterator[str]:
    step = differing.step
    yield f"differs {name}: step {differing.n}, {PurePath(step.spot.file).name}:{step.spot.line}: {step}"
    if step.note:
        yield f"          {step.note}"
    for each in differing.differences:
        yield f"  {each.at}"
        yield f"    - expected {each.expected}"
        yield f"    + found    {each.found}"
    if differing.answer:
        whole = differing.answer
        yield f"  the answer: {whole if len(whole) <= _LONGEST_ANSWER else f'{whole[:_LONGEST_ANSWER]}…'}"
    if differing.because:
        yield f"  because: {differing.because}"
