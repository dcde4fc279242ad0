"""Regular expressions of users: found in time that grows with the text alone, and small enough to be read in."""

import re
from dataclasses import dataclass, field
from typing import Final

from pydantic_core import SchemaError, SchemaValidator, core_schema

LONGEST: Final = 256
"""Characters of a pattern."""
MOST_SIGNS: Final = 500
"""Signs of a pattern with its repetitions written out: each costs memory for as long as the pattern is known."""

_SIGN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{[0-9]*,?([0-9]*)\}|[()]|.", re.DOTALL)
_COUNT = re.compile(r"\{([0-9]*),?([0-9]*)\}")


def _signs(pattern: str) -> int:
    """How many signs a pattern has with every counted repetition written out."""
    sizes, last = [0], 0
    for sign in (found.group() for found in _SIGN.finditer(pattern)):
        count = _COUNT.fullmatch(sign)
        if sign == "(":
            sizes.append(0)
            last = 0
            continue
        if count is not None:
            times = max(int(number[:9]) for number in ("1", *count.groups()) if number)
            sizes[-1] += last * (times - 1)
            last *= times
            continue
        last = 1
        if sign == ")" and len(sizes) > 1:
            last = sizes.pop()
        sizes[-1] += last
    return sum(sizes)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression in the syntax of Rust's `regex`: no look-around, no back-references; found anywhere in a text.

    Raises:
        ValueError: it is no such expression, or too large.
    """

    text: str
    _validator: SchemaValidator = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST:
            raise ValueError(f"a pattern has at most {LONGEST} characters, found {len(self.text)}")
        if _signs(self.text) > MOST_SIGNS:
            raise ValueError(f"with its repetitions written out, a pattern has at most {MOST_SIGNS} signs")
        # Python's own engine takes exponential time for some patterns; this one, which pydantic brings, never does.
        schema = core_schema.str_schema(pattern=self.text, regex_engine="rust-regex", strict=True)
        try:
            object.__setattr__(self, "_validator", SchemaValidator(schema))
        except SchemaError as wrong:
            reason = str(wrong).strip().splitlines()[-1].partition(": ")[2]  # the lines above it point into the pattern
            raise ValueError(f"this is no pattern: {reason}") from None

    def is_in(self, text: str) -> bool:
        """Whether the pattern is found in the text."""
        return self._validator.isinstance_python(text)
