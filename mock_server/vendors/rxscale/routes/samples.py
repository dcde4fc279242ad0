"""The vendor's printed answers, for the OpenAPI document."""

from typing import Final

_ADDRESS: Final = {
    "first_name": "Max",
    "last_name": "Mustermann",
    "street": "Hauptstr.",
    "house_number": "1",
    "zip_code": "10115",
    "city": "Berlin",
    "country": "Germany",
    "additional_address": None,
    "province": None,
}
_SKU: Final = {"uid": "sku-456", "display_name": "Medication X 100mg", "pzn": "12345678"}
_ITEM: Final = {"uid": "oi-789", "amount": 1, "sku": _SKU}


def _shipping(pharmacy: str) -> dict[str, object]:
    return {
        "shop_shipping_methods": [
            {
                "uid": "shop-shipping-method-uid",
                "display_name": "DHL Standard",
                "external_id": "shopify-standard",
                "pharmacy_mapping": {
                    "pharmacy_uid": pharmacy,
                    "shipping_method_identifier_for_pharmacy": "DHL_STANDARD",
                },
            }
        ],
        "shipping_costs_amount": 499,
        "shipping_costs_currency": "EUR",
    }


PAYOUT: Final[dict[str, object]] = {
    "status": "projected",
    "amount": 1299,
    "currency": "EUR",
    "component_type": "item_rest",
    "routing_description": "Medication X 100mg rest amount",
    "provider_route_id": None,
    "pharmacy_order_uid": "po-abc123",
    "pharmacy_order_name": "#1001",
    "pharmacy_order_created_at": 1711899000,
    "routing_created_at": None,
}
LISTED: Final[dict[str, object]] = {
    "uid": "po-abc123",
    "status": "waiting for pharmacy",
    "name": "#1001",
    "shop_order_name": "#1234",
    "external_status": "OPEN",
    "pharmacy": {"uid": "ph-xyz", "display_name": "City Pharmacy"},
    "order": {"uid": "ord-123", "delivery_address": _ADDRESS, "invoice_address": _ADDRESS, "priority": 5},
    "order_items": [{**_ITEM, "total_paid_amount": 1299}],
    **_shipping("ph-xyz"),
}
DETAIL: Final[dict[str, object]] = {
    **LISTED,
    "patient_data": {
        "uid": "pat-123",
        "display_name": "Max Mustermann",
        "email": "max@example.com",
        "date_of_birth": "1990-01-15",
    },
    "doctor_data": {"uid": "doc-456", "display_name": "Dr. Schmidt"},
    "prescription_file": {"filename": "prescription_001.pdf", "content_base64": "JVBERi0xLjQK"},
    "prepaid": 1,
    "payouts": [PAYOUT],
}
COMPLETED: Final[dict[str, object]] = {
    "uid": "po-abc123",
    "status": "completed",
    "name": "#1001",
    "external_status": "OPEN",
    "pharmacy": {"uid": "pharmacy-uid", "display_name": "Example Pharmacy"},
    "order_items": [_ITEM],
    **_shipping("pharmacy-uid"),
}
PHARMACY_SKU: Final[dict[str, object]] = {
    "uid": "psku-456",
    "external_id": "ART-456",
    "price": 1299,
    "stock": 25,
    "pharmacy": "ph-xyz",
    "sku": {
        **_SKU,
        "product_uid": "prod-x",
        "product_display_name": "Medication X",
        "standard_selling_unit": 10.0,
        "unit": "g",
        "product_handle": "medication-x",
        "digital": False,
    },
    "created_at": 1711899000,
    "updated_at": 1711899000,
    "deleted_at": None,
}
STATUSES: Final[dict[str, object]] = {
    "data": [
        {
            "prescription_uid": "px-abc123",
            "order_status": "completed",
            "fulfillment_status": "fulfilled",
            "tracking_number": "1Z999AA10123456784",
            "tracking_url": "https://tracking.example.com/1Z999AA10123456784",
            "created_at": "2025-03-15T10:30:00Z",
            "fulfilled_at": "2025-03-17T14:00:00Z",
            "line_items": [{"sku_uid": "sku-456", "display_name": "Medication X 100mg", "quantity": 1}],
        },
        {
            "prescription_uid": "px-def456",
            "order_status": "processing",
            "fulfillment_status": "unfulfilled",
            "tracking_number": None,
            "tracking_url": None,
            "created_at": "2025-03-16T09:00:00Z",
            "fulfilled_at": None,
            "line_items": [{"sku_uid": "sku-789", "display_name": "Medication Y 50mg", "quantity": 2}],
        },
    ]
}
