"""Subscriptions and deliveries as they are asked for and told."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, StrictBool, model_validator

from mock_server.control.models.words import Asked, Moment, Told
from mock_server.engine.clock import show_instant
from mock_server.webhooks.deliveries import Attempt, Delivery, State
from mock_server.webhooks.egress import LONGEST_URL, flaw_in
from mock_server.webhooks.outbox import Outbox
from mock_server.webhooks.voice import Subscription

_ABSENT: Final[Any] = None
"""What stands in the place of a member that was not sent; nobody looks at it."""


def _address(url: str) -> str:
    flaw = flaw_in(url)
    if flaw is not None:
        raise ValueError(flaw)
    return url


class CreateSubscription(Asked):
    """Who is to be told of what: exactly one of `url` and `collect`."""

    vendor: str = Field(description="The vendor whose news are wanted.", examples=["nimbus"])
    url: Annotated[str, Field(max_length=LONGEST_URL), AfterValidator(_address)] = Field(
        default=_ABSENT, description="Where to send them: an absolute http or https address."
    )
    collect: StrictBool = Field(default=False, description="Keep them in the outbox and send them nowhere.")
    events: list[str] = Field(default=_ABSENT, min_length=1, description="The events that are wanted; all without it.")
    secret: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        default=_ABSENT, description="What to sign with; without it the vendor's test secret."
    )

    @model_validator(mode="after")
    def _goes_to_one_place(self) -> "CreateSubscription":
        if (self.url is None) != self.collect:
            raise ValueError("must have exactly one of 'url' and 'collect: true'")
        return self


class SubscriptionOut(Told):
    """Somebody who is told of a vendor's news."""

    id: str
    vendor: str
    url: str | None
    collect: bool = Field(description="Whether its deliveries go nowhere and are kept to be looked at.")
    events: list[str] = Field(description="The events that it is told of.")
    secret: str = Field(description="What deliveries are signed with, where the vendor signs.")
    made_by: str = Field(description="scenario, control, or vendor where it was made over the vendor's own API.")
    disabled: bool = Field(description="Whether it is told nothing any more, since a rule's fault disabled it.")

    @staticmethod
    def of(subscription: Subscription, outbox: Outbox) -> "SubscriptionOut":
        """A subscription as it stands."""
        return SubscriptionOut(
            id=subscription.id,
            vendor=subscription.vendor,
            url=subscription.url,
            collect=subscription.url is None,
            events=list(subscription.events),
            secret=subscription.secret,
            made_by=subscription.made_by,
            disabled=(subscription.vendor, subscription.id) in outbox.disabled,
        )


class SubscriptionList(Told):
    """The subscriptions of a sandbox."""

    webhooks: list[SubscriptionOut]


class TriggerWebhook(Asked):
    """News to tell by hand."""

    vendor: str = Field(examples=["nimbus"])
    event: str = Field(description="The event, as the vendor names it.", examples=["order.fulfilled"])
    id: str = Field(
        default=_ABSENT,
        description="The record that it is about; without it the newest that there is, else the vendor's sample.",
    )
    overrides: dict[str, object] = Field(
        default_factory=dict, description="Members to put in the place of the body's own, objects within objects too."
    )


class RecordNamed(Told):
    """A record by kind and id."""

    kind: str
    id: str


class DeliveryBrief(Told):
    """A delivery in a list."""

    id: str
    vendor: str
    event: str
    record: RecordNamed
    subscription: str
    url: str | None
    state: State
    at: Moment = Field(description="When the thing happened, sandbox time.")
    attempts: int
    last_status: int | None = Field(description="What the receiver answered last; null where it has not.")
    last_error: str | None = Field(description="What kept the last attempt from an answer.")
    next_at: Moment | None = Field(description="When it is tried again, or at last, sandbox time.")
    rule: str | None = Field(description="The rule that lets something go wrong with it.")
    fault: str | None = Field(description="What that is.", examples=["wrong_signature"])
    cause: int | None = Field(description="The number of the journal's entry that brought it about.")

    @staticmethod
    def of(delivery: Delivery) -> "DeliveryBrief":
        """A delivery as it stands."""
        return DeliveryBrief.model_validate(_members(delivery))


class AttemptOut(Told):
    """One attempt."""

    number: int
    at: Moment
    headers: dict[str, str] = Field(description="The headers that were sent, but for those of the connection itself.")
    journal: int = Field(description="Its number in the journal.")
    status: int | None
    error: str | None
    says: str = Field(description="The error in words, where there is one.")
    answer: str = Field(description="The first 16 KiB of what the receiver answered.")
    answer_is_cut: bool
    seconds: float | None = Field(description="How long it took, in real seconds; null while it is under way.")
    next_at: Moment | None

    @staticmethod
    def of(attempt: Attempt) -> "AttemptOut":
        """An attempt as it went."""
        outcome = attempt.outcome
        return AttemptOut(
            number=attempt.number,
            at=show_instant(attempt.at),
            headers=dict(attempt.headers),
            journal=attempt.n,
            status=None if outcome is None else outcome.status,
            error=None if outcome is None else outcome.error,
            says="" if outcome is None else outcome.says,
            answer="" if outcome is None else outcome.answer.decode("utf-8", "replace"),
            answer_is_cut=outcome is not None and outcome.is_cut,
            seconds=None if outcome is None else round(outcome.seconds, 6),
            next_at=None if attempt.next_at is None else show_instant(attempt.next_at),
        )


class DeliveryOut(DeliveryBrief):
    """A delivery with its bytes and every attempt."""

    body: str = Field(description="Exactly what is sent.")
    tries: list[AttemptOut]
    resent: int = Field(description="How often it was sent anew by hand.")

    @staticmethod
    def told(delivery: Delivery) -> "DeliveryOut":
        """All that is known of a delivery."""
        members = {
            "body": delivery.body.decode(),
            "tries": [AttemptOut.of(attempt) for attempt in delivery.attempts],
            "resent": delivery.resent,
        }
        return DeliveryOut.model_validate(_members(delivery) | members)


class DeliveryList(Told):
    """Deliveries, oldest first."""

    total: int = Field(description="How many there are on all pages.")
    deliveries: list[DeliveryBrief]
    dropped: int = Field(description="How many were given up unsent because more waited than the outbox holds.")
    forgotten: int = Field(description="How many settled ones are no longer kept.")


class DeliveriesTold(Told):
    """Deliveries with their bytes and attempts, oldest first."""

    deliveries: list[DeliveryOut]
    dropped: int
    forgotten: int

    @staticmethod
    def of(outbox: Outbox, deliveries: list[Delivery]) -> "DeliveriesTold":
        """Deliveries of an outbox."""
        told = [DeliveryOut.told(delivery) for delivery in deliveries]
        return DeliveriesTold(deliveries=told, dropped=outbox.dropped, forgotten=outbox.forgotten)


class Resend(Asked):
    """There is nothing to say about it."""


class DrainDeliveries(Asked):
    """How to drain an outbox."""

    forget: StrictBool = Field(default=True, description="Whether what is answered is taken out of the outbox.")


def _members(delivery: Delivery) -> dict[str, object]:
    news, last = delivery.news, delivery.attempts[-1] if delivery.attempts else None
    outcome = None if last is None else last.outcome
    next_at = delivery.first_at if delivery.state is State.LATE else None
    if last is not None and delivery.state is State.RETRYING:
        next_at = last.next_at
    mishap = delivery.mishap
    return {
        "id": delivery.id,
        "vendor": news.vendor,
        "event": news.event,
        "record": {"kind": news.kind, "id": news.record},
        "subscription": delivery.to.id,
        "url": delivery.to.url,
        "state": delivery.state,
        "at": show_instant(news.at),
        "attempts": len(delivery.attempts),
        "last_status": None if outcome is None else outcome.status,
        "last_error": None if outcome is None else outcome.error,
        "next_at": None if next_at is None else show_instant(next_at),
        "rule": None if mishap is None else mishap.rule,
        "fault": None if mishap is None else mishap.says,
        "cause": delivery.cause,
    }
