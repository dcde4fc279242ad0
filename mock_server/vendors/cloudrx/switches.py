"""The questions that the vendor's pages leave open, a switch each; the default is our recommended reading."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class CloudRxSwitches(BaseModel):
    """How this sandbox reads the places where the vendor's pages leave a choice."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unknown_order: Literal["400", "404"] = Field(
        default="400",
        description="An order number or reference that nobody has: 400 as the reference says, or 404. A foreign one is 404.",
        json_schema_extra={
            "cites": ["CLX-23"],
            "decides": [
                "get_order_status",
                "get_order_status_with_clinic_code",
                "get_order_status_by_clinic_number",
                "cancel_order",
            ],
        },
    )
    date_range: Literal["array", "object"] = Field(
        default="array",
        description="The orders of a date range: all of them (array), or the first alone as the sample has it (object).",
        json_schema_extra={"cites": ["CLX-29"], "decides": ["list_order_statuses"]},
    )
    country: Literal["alpha3", "alpha2_too"] = Field(
        default="alpha3",
        description="Countries: three letters, such as GBR (alpha3), or also two, such as GB (alpha2_too).",
        json_schema_extra={
            "cites": ["CLX-45"],
            "decides": ["create_order", "create_order_with_clinic", "create_order_with_hl7_message"],
        },
    )
    formats: Literal["lenient", "strict"] = Field(
        default="lenient",
        description=(
            "Postcodes, phone numbers, e-mail addresses, registration numbers and dm+d codes: any text (lenient), or only what "
            "is shaped like one (strict)."
        ),
        json_schema_extra={
            "cites": ["CLX-79"],
            "decides": ["create_order", "create_order_with_clinic", "create_order_with_hl7_message"],
        },
    )
    token_lifetime: int = Field(
        default=3600,
        ge=1,
        le=2_592_000,
        description="For how many seconds of the sandbox's clock an access token is good.",
        json_schema_extra={"cites": ["CLX-5"], "decides": ["issue_token"]},
    )
