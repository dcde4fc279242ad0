"""The questions that the vendor's pages leave open, a switch each; the default is our recommended reading."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class NimbusSwitches(BaseModel):
    """How this sandbox reads the places where the vendor's pages leave a choice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    idempotency: Literal["replay", "conflict"] = Field(
        default="replay",
        description="The same key and body again: the kept 201 (replay), or 409 at every second use (conflict).",
        json_schema_extra={"cites": ["NIM-14"], "decides": ["create_order", "create_refill"]},
    )
    country: Literal["required", "default_us"] = Field(
        default="required",
        description="An address without a country: refused (required), or taken as US (default_us).",
        json_schema_extra={"cites": ["NIM-31"], "decides": ["create_order"]},
    )
    references: Literal["any", "known"] = Field(
        default="any",
        description="Patient and prescription ids: any well-formed one (any), or only those among the fixtures (known).",
        json_schema_extra={"cites": ["NIM-32"], "decides": ["create_order", "create_refill"]},
    )
    rate_limit: Literal["off", "sandbox", "production"] = Field(
        default="off",
        description="Rate limits and their headers: none (off), or those of the vendor's sandbox or production.",
        json_schema_extra={"cites": ["NIM-20", "NIM-42"], "decides": ["*"]},
    )
    webhook_urls: Literal["any", "public"] = Field(
        default="any",
        description="Addresses for webhooks: http and localhost too (any), or only public https as the vendor asks (public).",
        json_schema_extra={"cites": ["NIM-39"], "decides": ["send_test_webhook"]},
    )
