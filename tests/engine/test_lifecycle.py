import pytest

from mock_server.engine.evidence import documented
from mock_server.engine.lifecycle import Lifecycle, Move, Stage, Status

A = Status("a", Stage.RECEIVED, documented("EXRX-1"))
B = Status("b", Stage.COMPLETED, documented("EXRX-1"))


@pytest.mark.parametrize(
    ("initial", "statuses", "moves", "says"),
    [
        ("c", (A, B), (), "initial status"),
        ("a", (A, A), (), "declared twice"),
        ("a", (A, B), (Move("go", ("a",), "c", documented("EXRX-1")),), "which is no status"),
        ("a", (A, B), (Move("go", ("x",), "b", documented("EXRX-1")),), "which is no status"),
        ("a", (A, B), (Move("go", ("a",), "b", documented("EXRX-1")),) * 2, "twice from 'a'"),
    ],
)
def test_a_lifecycle_that_contradicts_itself_is_refused(
    initial: str, statuses: tuple[Status, ...], moves: tuple[Move[object], ...], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        Lifecycle(initial, statuses, moves)
