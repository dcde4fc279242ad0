"""A typed client of the sandbox's own API: blocking and awaited, over HTTP and within the process."""

from mock_server.client.answers import ClockState, Delivery, Entry, Explanation, Order, Record, Rule, Subscription, Violation
from mock_server.client.clients import AsyncClient, AsyncSandbox, Client, Sandbox
from mock_server.client.errors import (
    ClientError,
    ExpectationFailed,
    NotHappened,
    NotReconciled,
    NotVerified,
    Problem,
    ProblemAnswered,
    Unreachable,
)
from mock_server.client.verdicts import Difference, Reconciliation, Verdict, Waited
from mock_server.client.wishes import (
    Belief,
    CallCheck,
    CallFilter,
    DeliveryCheck,
    DeliveryFilter,
    History,
    MoveFilter,
    RecordCheck,
    RecordFilter,
)

__all__ = [
    "AsyncClient",
    "AsyncSandbox",
    "Belief",
    "CallCheck",
    "CallFilter",
    "Client",
    "ClientError",
    "ClockState",
    "Delivery",
    "DeliveryCheck",
    "DeliveryFilter",
    "Difference",
    "Entry",
    "ExpectationFailed",
    "Explanation",
    "History",
    "MoveFilter",
    "NotHappened",
    "NotReconciled",
    "NotVerified",
    "Order",
    "Problem",
    "ProblemAnswered",
    "Reconciliation",
    "Record",
    "RecordCheck",
    "RecordFilter",
    "Rule",
    "Sandbox",
    "Subscription",
    "Unreachable",
    "Verdict",
    "Violation",
    "Waited",
]
