"""What a change of one record brings about in others, whether a client, a timeline or a person made it."""

from dataclasses import replace

from mock_server.engine.engine import CREATE, Engine
from mock_server.engine.events import Changed, Event
from mock_server.engine.records import Record
from mock_server.vendors.rxscale.contents import IssueThreadContent, PayoutContent, PharmacyOrderContent
from mock_server.vendors.rxscale.lifecycle import (
    CANCEL,
    CANCELLED,
    COMPLETE,
    COMPLETED,
    HOLD,
    PROJECTED,
    ROUTE,
    ROUTED,
    STOCK_UPDATED,
)
from mock_server.vendors.rxscale.records import (
    BY_PHARMACY_ORDER,
    ISSUE_THREAD,
    OFFER,
    PAYOUT,
    PHARMACY_ORDER,
    PHARMACY_SKU,
)


def react(engine: Engine, event: Event) -> None:
    """Carry a pharmacy order's change on to payouts, stock and issue threads."""
    if type(event) is not Changed or event.kind is not PHARMACY_ORDER:
        return
    record = engine.get(PHARMACY_ORDER, event.record.id)
    if event.do == CREATE:
        _preview_payouts(engine, record)
    elif event.do == HOLD:
        engine.create(ISSUE_THREAD, IssueThreadContent(record.id, event.given["comment"]))
    elif event.do == COMPLETE:
        _reduce_stock(engine, record)
        for payout in payouts_of(engine, record.id):
            if payout.status == PROJECTED:
                engine.move(PAYOUT, payout.id, ROUTE)
    elif event.do == CANCEL:
        for payout in payouts_of(engine, record.id):
            if payout.status == PROJECTED:
                engine.remove(PAYOUT, payout.id)


def payouts_of(engine: Engine, pharmacy_order: str) -> list[Record[PayoutContent]]:
    """The payouts of a pharmacy order, in the order of its items, whoever receives them."""
    store = engine.world.store
    count = store.count(PAYOUT, BY_PHARMACY_ORDER, pharmacy_order)
    return store.page(PAYOUT, BY_PHARMACY_ORDER, pharmacy_order, limit=count)[::-1]


def _preview_payouts(engine: Engine, order: Record[PharmacyOrderContent]) -> None:
    content = order.content
    if not content.order.has_payouts or order.status == CANCELLED:
        return
    is_routed = order.status == COMPLETED
    for item in content.items:
        # The sample shows one such component and none for shipping, although there are shipping costs (RXS-44).
        payout = PayoutContent(
            receiver=content.receiver,
            amount=item.total_paid_amount,
            currency=content.order.shipping_costs_currency or "EUR",
            component_type="item_rest",
            routing_description=f"{item.display_name} rest amount",
            pharmacy_order_uid=order.id,
            pharmacy_order_name=content.name,
            pharmacy_order_created_at=order.created_at,
            has_route_id=content.has_route_id,
        )
        uid = engine.mint(PAYOUT)
        if is_routed:
            route = f"rt_{uid.removeprefix('payout-')}" if content.has_route_id else None
            payout = replace(payout, provider_route_id=route, routing_created_at=content.completed_at)
        engine.create(PAYOUT, payout, id=uid, status=ROUTED if is_routed else PROJECTED, created_at=order.created_at)


def _reduce_stock(engine: Engine, order: Record[PharmacyOrderContent]) -> None:
    for item in order.content.items:
        offer = engine.world.store.only(PHARMACY_SKU, OFFER, (order.content.pharmacy.uid, item.sku_uid))
        if offer is None:
            continue  # completing never fails for want of stock (RXS-42)
        left = max(0, offer.content.stock - item.amount)
        if left != offer.content.stock:
            engine.amend(PHARMACY_SKU, offer.id, replace(offer.content, stock=left), do="reduce_stock", event=STOCK_UPDATED)
