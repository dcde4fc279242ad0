"""Lifecycles as pictures: text that Mermaid draws."""

import re
from typing import Any, Final

from mock_server.engine.evidence import Evidence
from mock_server.engine.lifecycle import Lifecycle

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_RESERVED: Final = frozenset({"as", "class", "classDef", "default", "direction", "end", "note", "state", "style"})
_OUTSIDE: Final = "[*]"


def state_diagram(lifecycle: Lifecycle[Any]) -> str:
    """A lifecycle as a `stateDiagram-v2`: an arrow for each move and status it starts from.

    A move that the vendor does not document says so. A status from which nothing leads on is an end.
    """
    ids = {status.name: _id(status.name, number) for number, status in enumerate(lifecycle.statuses, 1)}
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{_label(name)}" as {id}' for name, id in ids.items() if id != name]
    lines.append(f"    {_OUTSIDE} --> {ids[lifecycle.initial]}")
    for move in lifecycle.moves:
        doubt = "" if move.grounds.evidence is Evidence.DOCUMENTED else f" ({move.grounds.evidence.value})"
        lines += [f"    {ids[source]} --> {ids[move.target or source]}: {_label(move.do)}{doubt}" for source in move.sources]
    lines += [f"    {id} --> {_OUTSIDE}" for name, id in ids.items() if not lifecycle.possible_from(name)]
    return "\n".join(lines) + "\n"


def _id(name: str, number: int) -> str:
    """A name that Mermaid takes for a state's: the status's own where it can be, else its number."""
    return name if _PLAIN.fullmatch(name) and name not in _RESERVED else f"status{number}"


def _label(text: str) -> str:
    # Mermaid ends a label at these.
    return re.sub(r'[";:#]', " ", text)
