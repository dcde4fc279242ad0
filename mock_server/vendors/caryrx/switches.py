"""The questions that the vendor's page leaves open, a switch each; the default is our recommended reading."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class CaryRxSwitches(BaseModel):
    """How this sandbox reads the places where the vendor's page leaves a choice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    created_status: Literal["200", "201"] = Field(
        default="200",
        description="The status with which a new record is answered; clients must rely on 2xx alone.",
        json_schema_extra={
            "cites": ["CRX-60"],
            "decides": ["create_patient", "create_location", "create_prescription", "create_order"],
        },
    )
    order_test_id: Literal["test_object", "sample"] = Field(
        default="test_object",
        description="The id in the test payload of orders: test_object, as a caller has seen, or the page's own sample id.",
        json_schema_extra={"cites": ["CRX-15"], "decides": ["register_for_order_events"]},
    )
    verification: Literal["by_hand", "at_once"] = Field(
        default="by_hand",
        description="A new prescription stays pending until it is moved (by_hand), or is verified at once (at_once).",
        json_schema_extra={"cites": ["CRX-51"], "decides": ["create_prescription"]},
    )
    same_day: Literal["echo", "mail_order"] = Field(
        default="echo",
        description="Same-day orders keep their method but at the reserved ZIP (echo), or all go by mail order (mail_order).",
        json_schema_extra={"cites": ["CRX-29", "CRX-30"], "decides": ["create_order"]},
    )
