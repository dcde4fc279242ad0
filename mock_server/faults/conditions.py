"""What a rule or a timeline asks of a call or a record: dotted paths and the values they must have."""

from collections.abc import Mapping
from dataclasses import dataclass

MISSING = object()
"""What a path leads to where there is nothing."""


def look_up(document: object, path: str) -> object:
    """What a dotted path such as `shippingAddress.zip` or `items.0.sku` leads to in JSON values."""
    for step in path.split("."):
        if type(document) is dict or isinstance(document, Mapping):  # the first is nearly always so, and ten times cheaper
            document = document.get(step, MISSING)
        elif isinstance(document, list) and step.isdecimal() and int(step) < len(document):
            document = document[int(step)]
        else:
            return MISSING
    return document


def text_of(value: object) -> str | None:
    """A JSON scalar as a scenario spells it; None for what has no such spelling."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return None


@dataclass(frozen=True, slots=True)
class Condition:
    """All of these paths have these values, compared as text: a scenario's scalars have no types of their own."""

    equals: tuple[tuple[str, str], ...] = ()

    def holds_for(self, document: object) -> bool:
        """Whether the document fulfils the condition; an empty condition holds for everything."""
        return all(text_of(look_up(document, path)) == wanted for path, wanted in self.equals)
