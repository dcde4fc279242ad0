"""Conditions as scenario files write them: a value for each path, or what the value there must be."""

from collections.abc import Iterator, Mapping
from math import inf
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    Field,
    GetJsonSchemaHandler,
    InstanceOf,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from mock_server.faults.conditions import Between, Condition, Matches, OneOf, Present, Test, number_of
from mock_server.faults.patterns import Pattern
from mock_server.scenarios.entries import Entry, read_with, some
from mock_server.scenarios.errors import show


def _number(text: str) -> float:
    number = number_of(text)
    if number is None:
        raise ValueError(f"{show(text)} is no number; write it as in 5 or 19.90")
    return number


Text = Annotated[str, StringConstraints(strict=True)]
Number = Annotated[float, *read_with(_number, "5", types=("string", "number"))]


class DemandEntry(Entry):
    """What the value at a path must be. All that is given must hold; a plain value stands for `is`."""

    equals: Text | None = Field(default=None, alias="is", description="The value, as text.")
    among: Annotated[tuple[Text, ...], AfterValidator(some)] | None = Field(
        default=None, alias="in", description="The value is one of these."
    )
    matches: Annotated[InstanceOf[Pattern], *read_with(Pattern, "^TX")] | None = Field(
        default=None, description="A regular expression that is found in the value; of 256 characters at most."
    )
    present: bool | None = Field(default=None, description="Whether there is anything at all.")
    above: Number | None = Field(default=None, alias="gt", description="The value is a number above this one.")
    below: Number | None = Field(default=None, alias="lt", description="The value is a number below this one.")

    @model_validator(mode="before")
    @classmethod
    def _takes_a_plain_value(cls, written: object) -> object:
        return {"is": written} if isinstance(written, str) else written

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("a condition asks for a value, or for one or more of 'is', 'in', 'matches', 'present', 'gt', 'lt'")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema, which says that a plain value may stand in place of the mapping."""
        schema = super().__get_pydantic_json_schema__(core, handler)
        described = handler.resolve_ref_schema(schema)
        described["minProperties"] = 1
        described["type"] = ["object", "string", "number", "boolean", "null"]
        return schema

    def tests(self) -> Iterator[Test]:
        """What is asked besides a plain value."""
        if self.among is not None:
            yield OneOf(self.among)
        if self.matches is not None:
            yield Matches(self.matches)
        if self.present is not None:
            yield Present(self.present)
        if self.above is not None or self.below is not None:
            yield Between(-inf if self.above is None else self.above, inf if self.below is None else self.below)


When = dict[str, DemandEntry]
"""What a rule or a timeline asks for, by dotted path."""


def condition_of(when: Mapping[str, DemandEntry]) -> Condition:
    """The condition that the entries make together."""
    return Condition(
        tuple((path, demand.equals) for path, demand in when.items() if demand.equals is not None),
        tuple((path, test) for path, demand in when.items() for test in demand.tests()),
    )
