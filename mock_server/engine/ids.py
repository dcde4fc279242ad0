"""Chance and identity from the seed: the same seed and ordinal give the same id in every process."""

from dataclasses import dataclass
from hashlib import blake2b

LOWER_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"
LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + LOWER_AND_DIGITS
DIGITS = "0123456789"


def draw(seed: int, *path: object) -> int:
    """A 128-bit number that depends on the seed and the path, and on nothing else."""
    text = f"{seed}\x1f" + "\x1f".join(map(str, path))
    return int.from_bytes(blake2b(text.encode(), digest_size=16).digest(), "big")


def chance(seed: int, *path: object) -> float:
    """A fraction in [0, 1) that depends on the seed and the path."""
    return (draw(seed, *path) >> 75) / (1 << 53)


@dataclass(frozen=True, slots=True)
class IdShape:
    """How a vendor's ids look: a prefix and `length` signs of an alphabet, or plain ordinals where `length` is 0."""

    prefix: str = ""
    length: int = 9
    alphabet: str = LOWER_AND_DIGITS

    def mint(self, seed: int, kind: str, ordinal: int) -> str:
        """The id of the `ordinal`-th record of its kind, counted from 1."""
        if not self.length:
            return f"{self.prefix}{ordinal}"
        # What `draw` would do, written out: every created record comes through here.
        text = f"{seed}\x1f{kind}\x1f{ordinal}"
        number = int.from_bytes(blake2b(text.encode(), digest_size=16).digest(), "big")
        alphabet, base, id = self.alphabet, len(self.alphabet), self.prefix
        for _ in range(self.length):
            id += alphabet[number % base]
            number //= base
        return id
