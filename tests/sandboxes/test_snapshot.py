from collections.abc import Callable
from typing import Any

import pytest

from mock_server.sandboxes import snapshot
from mock_server.sandboxes.errors import BadSnapshot
from mock_server.sandboxes.sandboxes import Sandboxes
from tests.engine.parcels import Wall

Document = dict[str, Any]


def _set(path: str, value: object) -> Callable[[Document], object]:
    def change(document: Document) -> None:
        place: Any = document
        *steps, last = path.split("/")
        for step in steps:
            place = place[int(step) if isinstance(place, list) else step]
        place[int(last) if isinstance(place, list) else last] = value

    return change


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (_set("snapshot", 2), "/snapshot"),
        (_set("surplus", 1), "/surplus"),
        (lambda document: document.pop("records"), "/records"),
        (_set("scenario", "happy-path"), "/scenario"),
        (_set("records/nimbus.unicorn", []), "/records/nimbus.unicorn"),
        (_set("records/nimbus.order/0/status", "flying"), "/records/nimbus.order/0"),
        (_set("records/nimbus.order/0/history", []), "/records/nimbus.order/0"),
        (_set("records/nimbus.order/0/content", {}), "/records/nimbus.order/0/patient_id"),
        (_set("records/nimbus.order/1/id", "ord_1234567890"), "/records/nimbus.order/1"),
        (_set("switches/nimbus/idempotency", "never"), "/switches/nimbus/idempotency"),
        (_set("switches/examplerx", {}), "/switches/examplerx"),
        (_set("clock/mode", "backwards"), "/clock/mode"),
        (_set("clock/now", "2026-01-05T09:00:00"), "/clock/now"),
        (_set("clock/now", "2201-01-01T00:00:00Z"), "/clock/now"),
        (_set("clock/speed", 0), "/clock/speed"),
        (_set("seed", "1"), "/seed"),
        (_set("counters/nimbus.order", 1.5), "/counters/nimbus.order"),
        (
            _set(
                "schedule", [{"at": "2026-01-06T09:00:00Z", "kind": "x.y", "id": "1", "do": "z", "timeline": "t", "with": {}}]
            ),
            "/schedule/0/kind",
        ),
    ],
)
def test_what_is_no_snapshot_is_refused_by_its_place_and_changes_nothing(
    sandboxes: Sandboxes, wall: Wall, change: Callable[[Document], object], pointer: str
) -> None:
    sandbox = sandboxes.default
    before = snapshot.take(sandbox)
    document = before.model_dump(mode="json", by_alias=True)
    change(document)

    with pytest.raises(BadSnapshot) as refused:
        snapshot.restore(sandbox, document, wall)

    assert refused.value.pointer == pointer
    assert snapshot.take(sandbox) == before
