"""What a sandbox has met: read from its journal and its outbox when asked, and kept of what these forget."""

from collections.abc import Iterator, Mapping
from typing import Final

from mock_server.journal.entries import Entry, Journal
from mock_server.journal.tally import Tally
from mock_server.webhooks.deliveries import Delivery
from mock_server.webhooks.outbox import Outbox

RETRIED: Final = "retried"
"""The outcome of a delivery that took more than one attempt, besides how it stands."""


class Witness:
    """Keeps the tally of a sandbox. A call costs it nothing until the journal begins to forget.

    What happened up to the entry `_since` counts no more or elsewhere: `_past` holds what came before.
    """

    __slots__ = ("_kept", "_past", "_since")

    def __init__(self) -> None:
        self._past = Tally()
        self._kept = Tally()
        self._since = 0

    def begin(self, since: int, past: Tally | None = None) -> None:
        """Count what comes after an entry, upon what was counted before."""
        self._past = past or Tally()
        self._kept = Tally()
        self._since = since

    def inherit_entry(self, entry: Entry) -> None:
        """Count an entry that the journal forgets."""
        if entry.n > self._since:
            self._kept.take(entry.what)

    def inherit_delivery(self, delivery: Delivery) -> None:
        """Count a delivery that the outbox forgets."""
        if (delivery.cause or 0) > self._since:
            _tell(self._kept, delivery)

    def met(self, journal: Journal, outbox: Outbox, switches: Mapping[str, object]) -> Tally:
        """All that was met, with the switches of the vendors that had a part in it."""
        present = self._kept.copy()
        for entry in journal.since(self._since):
            present.take(entry.what)
        for delivery in outbox:
            if (delivery.cause or 0) > self._since:
                _tell(present, delivery)
        present.stand((vendor, *each) for vendor in sorted(present.vendors()) for each in _values(switches.get(vendor)))
        present.add(self._past)
        return present


def _tell(tally: Tally, delivery: Delivery) -> None:
    news = delivery.news
    tally.tell(news.vendor, news.event, delivery.state)
    if len(delivery.attempts) > 1:
        tally.tell(news.vendor, news.event, RETRIED)


def _values(switches: object) -> Iterator[tuple[str, str]]:
    fields: Mapping[str, object] = getattr(type(switches), "model_fields", {})
    return ((name, str(getattr(switches, name))) for name in fields)
