"""Lifecycles as pictures."""

from mock_server.control.diagrams import state_diagram
from mock_server.engine.evidence import documented, invented
from mock_server.engine.lifecycle import Lifecycle, Move, Stage, Status


def test_statuses_that_mermaid_cannot_name_are_numbered_and_labelled() -> None:
    known = documented("EXRX-1")
    lifecycle: Lifecycle[None] = Lifecycle(
        initial="On hold",
        statuses=(
            Status("On hold", Stage.ON_HOLD, known),
            Status("end", Stage.COMPLETED, known),
            Status("open", Stage.PREPARING, known),
        ),
        moves=(
            Move("resume", ("On hold",), "open", known),
            Move("remark", ("open",), None, known),
            Move("close", ("On hold", "open"), "end", invented("EXRX-2")),
        ),
    )

    assert state_diagram(lifecycle).splitlines() == [
        "stateDiagram-v2",
        '    state "On hold" as status1',
        '    state "end" as status2',
        "    [*] --> status1",
        "    status1 --> open: resume",
        "    open --> open: remark",
        "    status1 --> status2: close (invented)",
        "    open --> status2: close (invented)",
        "    status2 --> [*]",
    ]
