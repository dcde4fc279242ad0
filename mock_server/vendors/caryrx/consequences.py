"""What a new prescription brings about where the switch says so, however it came about."""

from mock_server.engine.engine import CREATE, Engine
from mock_server.engine.events import Changed, Event
from mock_server.vendors.caryrx.auth import SLUG
from mock_server.vendors.caryrx.lifecycle import PENDING, VERIFY
from mock_server.vendors.caryrx.records import PRESCRIPTION
from mock_server.vendors.caryrx.switches import CaryRxSwitches


def react(engine: Engine, event: Event) -> None:
    """Verify a new prescription at once, as the switch `verification` asks for (CRX-51)."""
    if type(event) is not Changed or event.kind is not PRESCRIPTION or event.do != CREATE or event.record.status != PENDING:
        return
    switches = engine.world.switches[SLUG]
    if isinstance(switches, CaryRxSwitches) and switches.verification == "at_once":
        engine.move(PRESCRIPTION, event.record.id, VERIFY)
