"""Reserved values as they are told."""

from pydantic import Field

from mock_server.contract.reserved import (
    endings,
    grounds_of_ending,
    grounds_of_rule,
    reserved_rules,
    told,
    told_moves,
    value_of,
)
from mock_server.contract.vendor import Vendor
from mock_server.control.models.sandboxes import CredentialOut
from mock_server.control.models.words import Cited, Told
from mock_server.faults.rules import Rule
from mock_server.scenarios.scenario import Scenario, Timeline


class KnownOut(Cited):
    """Test values that the `default` scenario holds."""

    where: str = Field(description="The member, parameter or part of the path in which they stand.", examples=["patientId"])
    values: list[str]
    about: str


class ReservedOut(Cited):
    """A reserved value that makes a call go differently, or a rule that a call can ask for."""

    rule: str = Field(description="The name of the rule behind it.")
    on: str = Field(description="The operations that it is about.", examples=["nimbus.create_order", "nimbus.*"])
    send: str = Field(description="What to send, by its path.", examples=["body.patientId: pat_notfound"])
    about: str
    does: str = Field(description="What the rule does.", examples=["refuse validation_error"])
    asked: bool = Field(description="Whether the call asks for it with the header X-Mock-Rule.")

    @staticmethod
    def of(rule: Rule, vendor: Vendor) -> "ReservedOut":
        """A reserved rule."""
        return ReservedOut.model_validate(
            {
                "rule": rule.name,
                "on": rule.on,
                "send": value_of(rule),
                "about": rule.about,
                "does": str(rule.action),
                "asked": rule.is_quiet,
                **Cited.because(grounds_of_rule(vendor, rule)),
            }
        )


class EndingOut(Cited):
    """A reserved value that decides what becomes of a record, as the clock goes on."""

    timeline: str
    kind: str = Field(description="The kind of record.", examples=["nimbus.order"])
    value: str = Field(description="What the record must have, by its path.", examples=["patientId: pat_delivered"])
    about: str
    moves: str = Field(description="What happens to it, counted from when it is made.", examples=["cancel after 1h"])

    @staticmethod
    def of(timeline: Timeline, vendor: Vendor) -> "EndingOut":
        """A reserved timeline."""
        return EndingOut.model_validate(
            {
                "timeline": timeline.name,
                "kind": timeline.kind,
                "value": told(timeline.when),
                "about": timeline.about,
                "moves": told_moves(timeline),
                **Cited.because(grounds_of_ending(vendor, timeline)),
            }
        )


class MagicOut(Told):
    """The values that mean something on purpose at one vendor."""

    vendor: str
    credentials: list[CredentialOut]
    values: list[KnownOut]
    reserved: list[ReservedOut]
    endings: list[EndingOut]

    @staticmethod
    def told(vendor: Vendor, scenario: Scenario) -> "MagicOut":
        """A vendor's values in a scenario."""
        values = [
            {"where": each.where, "values": list(each.values), "about": each.about, **Cited.because(each.grounds)}
            for each in vendor.known
        ]
        return MagicOut(
            vendor=vendor.slug,
            credentials=[CredentialOut(send=each.how, about=each.about) for each in vendor.credentials],
            values=[KnownOut.model_validate(each) for each in values],
            reserved=[ReservedOut.of(rule, vendor) for rule in reserved_rules(scenario, vendor.slug)],
            endings=[EndingOut.of(each, vendor) for each in endings(scenario, vendor.slug)],
        )
