"""How RxScale's records look on the wire, their members in the order of the vendor's samples."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from mock_server.engine.records import Record
from mock_server.vendors.rxscale.contents import (
    Address,
    Item,
    Named,
    PayoutContent,
    PharmacyOrderContent,
    PharmacySkuContent,
    SkuContent,
    WebhookContent,
)
from mock_server.vendors.rxscale.pdf import one_page

Shown = dict[str, object]
Mappings = Mapping[str, str]
"""A pharmacy's own names for shipping methods, by the method's uid."""

NO_MAPPINGS: Final[Mappings] = {}


def unix(instant: datetime) -> int:
    """An instant as the pharmacies' API writes it: whole seconds since 1970."""
    return int(instant.timestamp())


def show_named(named: Named) -> Shown:
    """Uid and name."""
    return {"uid": named.uid, "display_name": named.display_name}


def show_address(address: Address) -> Shown:
    """An address with all its members, those that are not set as null."""
    return {
        "first_name": address.first_name,
        "last_name": address.last_name,
        "street": address.street,
        "house_number": address.house_number,
        "zip_code": address.zip_code,
        "city": address.city,
        "country": address.country,
        "additional_address": address.additional_address,
        "province": address.province,
    }


def _show_item(item: Item) -> Shown:
    return {
        "uid": item.uid,
        "amount": item.amount,
        "sku": {"uid": item.sku_uid, "display_name": item.display_name, "pzn": item.pzn},
    }


def _show_methods(content: PharmacyOrderContent, mappings: Mappings) -> list[Shown]:
    shown: list[Shown] = []
    for method in content.order.shipping_methods:
        identifier = mappings.get(method.uid)
        mapping: Shown | None = None
        if identifier is not None:
            mapping = {"pharmacy_uid": content.pharmacy.uid, "shipping_method_identifier_for_pharmacy": identifier}
        shown.append(
            {
                "uid": method.uid,
                "display_name": method.display_name,
                "external_id": method.external_id,
                "pharmacy_mapping": mapping,
            }
        )
    return shown


def _show_shipping(content: PharmacyOrderContent, mappings: Mappings) -> Shown:
    return {
        "shop_shipping_methods": _show_methods(content, mappings),
        "shipping_costs_amount": content.order.shipping_costs_amount,
        "shipping_costs_currency": content.order.shipping_costs_currency,
    }


def show_listed(record: Record[PharmacyOrderContent], mappings: Mappings) -> Shown:
    """A pharmacy order as lists show it (RXS-20)."""
    content = record.content
    order = content.order
    return {
        "uid": record.id,
        "status": record.status,
        "name": content.name,
        "shop_order_name": order.name,
        "external_status": content.external_status,
        "pharmacy": show_named(content.pharmacy),
        "order": {
            "uid": content.order_uid,
            "delivery_address": show_address(order.delivery_address),
            "invoice_address": show_address(order.invoice_address),
            "priority": order.priority,
        },
        "order_items": [_show_item(item) | {"total_paid_amount": item.total_paid_amount} for item in content.items],
        **_show_shipping(content, mappings),
    }


def show_detail(record: Record[PharmacyOrderContent], mappings: Mappings, payouts: list[Record[PayoutContent]]) -> Shown:
    """A pharmacy order with patient, doctor, prescription and payouts (RXS-21)."""
    order = record.content.order
    patient = order.patient
    return show_listed(record, mappings) | {
        "patient_data": None
        if patient is None
        else {
            "uid": patient.uid,
            "display_name": patient.display_name,
            "email": patient.email,
            "date_of_birth": patient.date_of_birth,
        },
        "doctor_data": None if order.doctor is None else show_named(order.doctor),
        "prescription_file": _show_file(record),
        "prepaid": order.prepaid,
        "payouts": [show_payout(payout) for payout in payouts],
    }


def _show_file(record: Record[PharmacyOrderContent]) -> Shown | None:
    content = record.content
    order = content.order
    if order.prescription_file is None:
        return None
    lines = ["Rezept (Muster, nicht einloesbar)", f"{order.prescription_uid or content.order_uid} / {record.id}"]
    if order.doctor is not None:
        lines.append(f"Ausgestellt von: {order.doctor.display_name}")
    if order.patient is not None:
        lines.append(f"Für: {order.patient.display_name}, geboren am {order.patient.date_of_birth}")
    lines += [f"{item.amount} x {item.display_name} (PZN {item.pzn})" for item in content.items]
    return {"filename": order.prescription_file, "content_base64": b64encode(one_page(lines)).decode()}


def show_completed(record: Record[PharmacyOrderContent], mappings: Mappings) -> Shown:
    """A pharmacy order as its completion is answered: less than lists show (RXS-35)."""
    content = record.content
    return {
        "uid": record.id,
        "status": record.status,
        "name": content.name,
        "external_status": content.external_status,
        "pharmacy": show_named(content.pharmacy),
        "order_items": [_show_item(item) for item in content.items],
        **_show_shipping(content, mappings),
    }


def show_kept_order(record: Record[PharmacyOrderContent]) -> Shown:
    """A pharmacy order for the sandbox's own eyes: what a list shows but for mappings, and what no answer tells."""
    content = record.content
    shown = show_listed(record, NO_MAPPINGS)
    del shown["shop_shipping_methods"]
    return shown | {
        "prescription_uid": content.order.prescription_uid,
        "prepaid": content.order.prepaid,
        "tracking_links": [{"tracking_link": link.tracking_link, "carrier": link.carrier} for link in content.tracking_links],
        "completed_at": None if content.completed_at is None else unix(content.completed_at),
    }


def show_payout(record: Record[PayoutContent]) -> Shown:
    """A payout row (RXS-43)."""
    content = record.content
    routed_at = content.routing_created_at
    return {
        "status": record.status,
        "amount": content.amount,
        "currency": content.currency,
        "component_type": content.component_type,
        "routing_description": content.routing_description,
        "provider_route_id": content.provider_route_id,
        "pharmacy_order_uid": content.pharmacy_order_uid,
        "pharmacy_order_name": content.pharmacy_order_name,
        "pharmacy_order_created_at": unix(content.pharmacy_order_created_at),
        "routing_created_at": None if routed_at is None else unix(routed_at),
    }


def show_sku(uid: str, sku: SkuContent) -> Shown:
    """An article of the catalogue."""
    return {
        "uid": uid,
        "display_name": sku.display_name,
        "pzn": sku.pzn,
        "product_uid": sku.product_uid,
        "product_display_name": sku.product_display_name,
        "standard_selling_unit": sku.standard_selling_unit,
        "unit": sku.unit,
        "product_handle": sku.product_handle,
        "digital": sku.digital,
    }


def show_pharmacy_sku(record: Record[PharmacySkuContent]) -> Shown:
    """An article as a pharmacy sells it (RXS-47)."""
    content = record.content
    return {
        "uid": record.id,
        "external_id": content.external_id,
        "price": content.price,
        "stock": content.stock,
        "pharmacy": content.pharmacy,
        "sku": show_sku(content.sku_uid, content.sku),
        "created_at": unix(record.created_at),
        "updated_at": unix(record.updated_at),
        "deleted_at": None,
    }


def show_webhook(record: Record[WebhookContent]) -> Shown:
    """A subscription without its secret, which is shown only once (RXS-51)."""
    return {
        "uid": record.id,
        "target": record.content.target,
        "notification_type": record.content.notification_type,
    }
