"""The questions that the vendor's pages leave open, a switch each; the default is our recommended reading."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class RxScaleSwitches(BaseModel):
    """How this sandbox reads the places where the vendor's pages leave a choice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rate_limit: Literal["off", "documented"] = Field(
        default="off",
        description="Rate limits, counted by key: none (off), or 10 calls a second and 600 a minute (documented).",
        json_schema_extra={"cites": ["RXS-65"], "decides": ["*"]},
    )
    webhook_targets: Literal["https", "any"] = Field(
        default="https",
        description="Addresses for webhooks: https, and http on the loopback (https), or any http address too (any).",
        json_schema_extra={"cites": ["RXS-53"], "decides": ["create_webhook"]},
    )
