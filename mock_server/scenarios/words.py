"""The words that a scenario may use of each vendor; handed down by those who know the vendors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from mock_server.engine.engine import Engine
from mock_server.engine.events import Event
from mock_server.engine.records import AnyKind
from mock_server.faults.rules import NEWS
from mock_server.scenarios.makers import Maker
from mock_server.webhooks.voice import WebhookVoice

CREDENTIALS = "credentials"
"""The plural under which fixtures list credentials; every vendor has it."""

PlaceFixture = Callable[[Engine, BaseModel], None]
"""Puts a fixture into a world, mostly before it starts. What it refuses, it refuses before it has changed anything."""

React = Callable[[Engine, Event], None]
"""Does what a change of one record brings about in others, whoever made the change. It must not raise."""


@dataclass(frozen=True, slots=True)
class AddressedKind:
    """The kind of the record that an operation is about. `is_made` says that the call makes it, so there is none before."""

    kind: AnyKind
    is_made: bool = False


@dataclass(frozen=True, slots=True)
class VendorWords:
    """What one vendor gives scenarios to speak of.

    `fixtures` maps the plural under which records are listed (`orders`) to the model of one, `place` to what puts it into
    a world. `errors` maps an error of the vendor's catalogue to the fields that it can carry. `operations` are full names
    such as `nimbus.create_order`, `kinds` the kinds by noun (`order`).
    `credential` reads a credential fixture: the secret that clients send, and what the vendor knows of its bearer. `react`
    carries a change of one record on to others, `webhooks` is how it tells of news. `credential_header` is how a credential
    is sent, with `{}` in the place of the secret: `X-API-Key: {}`. `makers` make records of a kind up, by its noun.
    `addresses` says which kind of record an operation is about, by its full name; `reads` are the operations that change
    nothing.
    """

    slug: str
    switches: type[BaseModel]
    fixtures: Mapping[str, type[BaseModel]]
    operations: tuple[str, ...]
    errors: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, AnyKind]
    place: Mapping[str, PlaceFixture] = field(default_factory=dict)
    credential: Callable[[BaseModel], tuple[str, object]] | None = None
    react: React | None = None
    webhooks: WebhookVoice | None = None
    credential_header: str = ""
    makers: Mapping[str, Maker[Any]] = field(default_factory=dict)
    addresses: Mapping[str, AddressedKind] = field(default_factory=dict)
    reads: frozenset[str] = frozenset()

    @property
    def events(self) -> tuple[str, ...]:
        """The vendor's names for what its webhooks tell."""
        return () if self.webhooks is None else tuple(self.webhooks.by_name)

    @property
    def news(self) -> tuple[str, ...]:
        """What rules call the deliveries of the vendor's webhooks: `webhook.nimbus.order.created`."""
        return tuple(f"{NEWS}{self.slug}.{event}" for event in self.events)


Words = Mapping[str, VendorWords]
