"""Webhook subscriptions of a pharmacy or a group: list, make, delete."""

import re
from typing import Final

from mock_server.contract.answers import Answer, Refused
from mock_server.contract.call import Call
from mock_server.contract.operation import Link, Operation
from mock_server.engine.evidence import documented, inferred
from mock_server.engine.ids import draw
from mock_server.vendors.rxscale.auth import SLUG, WEBHOOKS_READ, WEBHOOKS_WRITE, holder
from mock_server.vendors.rxscale.contents import WebhookContent
from mock_server.vendors.rxscale.errors import NOT_FOUND, RESOURCE_EXISTS, VALIDATION_ERROR, refuse_field
from mock_server.vendors.rxscale.models import NewWebhookOut, WebhookIn, WebhooksOut
from mock_server.vendors.rxscale.records import BY_OWNER, WEBHOOK
from mock_server.vendors.rxscale.routes.shared import (
    KEYED,
    OTHER_PHARMACY_API,
    PHARMACY_API,
    PHARMACY_SECURITY,
    WITH_BODY,
)
from mock_server.vendors.rxscale.shown import show_webhook
from mock_server.vendors.rxscale.switches import RxScaleSwitches
from mock_server.wire import write_json

_LOOPBACK: Final = re.compile(
    r"https?://(?:localhost|[^/?#@:]+\.localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?:[:/?#]|$)", re.IGNORECASE
)


def list_webhooks(call: Call) -> Answer:
    """List webhook subscriptions.

    All that keys of the same pharmacy, or the same group, have made, newest first and without pages. No secret is shown.
    """
    store = call.engine.world.store
    tenant = call.caller.tenant
    found = store.page(WEBHOOK, BY_OWNER, tenant, limit=store.count(WEBHOOK, BY_OWNER, tenant))
    return Answer(200, write_json([show_webhook(record) for record in found]))


def create_webhook(call: Call, sent: WebhookIn) -> Answer:
    """Subscribe to news.

    The answer holds the secret that deliveries are signed with; it is shown this once. The target is an https address; the
    sandbox takes http on the loopback too.
    """
    is_secure = sent.target.lower().startswith("https:") or _LOOPBACK.match(sent.target) is not None
    if not is_secure and call.switches(SLUG, RxScaleSwitches).webhook_targets == "https":
        raise refuse_field("target", "Not a valid URL.")
    engine = call.engine
    uid = engine.mint(WEBHOOK)
    secret = f"whsec_{draw(engine.world.seed, WEBHOOK.name, uid, 'secret'):032x}"
    content = WebhookContent(holder(call).pharmacies, sent.target, sent.notification_type, secret)
    record = engine.create(WEBHOOK, content, id=uid, owner=call.caller.tenant)
    return Answer(201, write_json(show_webhook(record) | {"signing_secret": secret}))


def delete_webhook(call: Call) -> Answer:
    """Delete a webhook subscription."""
    uid = call.values["subscription_uid"]
    record = call.engine.find(WEBHOOK, uid)
    if record is None or record.owner != call.caller.tenant:
        raise Refused(NOT_FOUND, f"{call.caller.name!r} has no subscription {uid!r}", field="subscription_uid")
    call.engine.remove(WEBHOOK, uid)
    return Answer(204, b"", ())


_SAMPLE: Final = {
    "uid": "sub-1a2b3c4d",
    "target": "https://hooks.example.com/rxscale",
    "notification_type": "pharmacy_order_updated",
}

OPERATIONS: Final = (
    Operation(
        name="list_webhooks",
        method="GET",
        path=f"{PHARMACY_API}/webhooks/",
        aliases=(f"{OTHER_PHARMACY_API}/webhooks/",),
        handler=list_webhooks,
        grounds=documented("RXS-51") + inferred("RXS-19", "RXS-87"),
        tag="Webhooks",
        answer=WebhooksOut,
        answer_example=[_SAMPLE],
        links=(Link("deleteWebhook", "delete_webhook", {"subscription_uid": "$response.body#/0/uid"}, "Delete the first."),),
        refuses=KEYED,
        permission=WEBHOOKS_READ,
        security=PHARMACY_SECURITY,
    ),
    Operation(
        name="create_webhook",
        method="POST",
        path=f"{PHARMACY_API}/webhooks/",
        aliases=(f"{OTHER_PHARMACY_API}/webhooks/",),
        handler=create_webhook,
        grounds=documented("RXS-51", "RXS-54") + inferred("RXS-52", "RXS-53", "RXS-87"),
        tag="Webhooks",
        status=201,
        answer=NewWebhookOut,
        answer_example={**_SAMPLE, "signing_secret": "whsec_00000000000000000000000000000000"},
        body=WebhookIn,
        body_examples={
            "orders": {"target": "https://hooks.example.com/rxscale", "notification_type": "pharmacy_order_updated"},
        },
        refuses=(*KEYED, *WITH_BODY, VALIDATION_ERROR, RESOURCE_EXISTS),
        links=(Link("deleteWebhook", "delete_webhook", {"subscription_uid": "$response.body#/uid"}, "Unsubscribe."),),
        permission=WEBHOOKS_WRITE,
        security=PHARMACY_SECURITY,
    ),
    Operation(
        name="delete_webhook",
        method="DELETE",
        path=f"{PHARMACY_API}/webhooks/{{subscription_uid}}",
        aliases=(f"{OTHER_PHARMACY_API}/webhooks/{{subscription_uid}}",),
        handler=delete_webhook,
        grounds=documented("RXS-51", "RXS-62") + inferred("RXS-87"),
        tag="Webhooks",
        status=204,
        path_values={"subscription_uid": ("The subscription's uid.", "sub-1a2b3c4d")},
        refuses=(*KEYED, NOT_FOUND),
        permission=WEBHOOKS_WRITE,
        security=PHARMACY_SECURITY,
    ),
)
