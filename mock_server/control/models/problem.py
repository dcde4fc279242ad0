"""A problem as it crosses the wire (RFC 9457)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

Reference = Annotated[str, WithJsonSchema({"type": "string", "format": "uri-reference"})]


class ProblemOut(BaseModel):
    """What went wrong. Further members depend on the type of the problem."""

    model_config = ConfigDict(extra="allow")

    type: Reference = Field(description="The sort of problem, as an address that tells of it.")
    title: str = Field(description="The sort of problem in words; the same for all of one type.")
    status: int = Field(description="The answer's status.")
    detail: str = Field(description="What is wrong with this request, and what to do about it.")
    instance: Reference = Field(description="The path that was asked.")
