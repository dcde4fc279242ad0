"""How an answer is sent when a fault has its hand in it."""

from dataclasses import dataclass

from mock_server.faults.kinds import Delay, WireFault
from mock_server.faults.wire import Luck, Outgoing, Wire


@dataclass(frozen=True, slots=True)
class Sending:
    """What happens to an answer between the server and its client: it may be late, and it may be spoiled."""

    luck: Luck
    delay: Delay | None = None
    fault: WireFault | None = None

    async def send(self, answer: Outgoing, wire: Wire) -> None:
        """Send the answer, or what becomes of it."""
        if self.delay is not None:
            await self.delay.pass_time(wire, self.luck)
        if self.fault is None:
            await wire.answer(answer)
        else:
            await self.fault.send(answer, wire, self.luck)
