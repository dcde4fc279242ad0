"""Chance and identity from the seed: the same seed and ordinal give the same id in every process."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

LOWER_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"
LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + LOWER_AND_DIGITS
DIGITS = "0123456789"

ChoiceT = TypeVar("ChoiceT")


def draw(seed: int, *path: object) -> int:
    """A 128-bit number that depends on the seed and the path, and on nothing else."""
    text = f"{seed}\x1f" + "\x1f".join(map(str, path))
    return int.from_bytes(blake2b(text.encode(), digest_size=16).digest(), "big")


def chance(seed: int, *path: object) -> float:
    """A fraction in [0, 1) that depends on the seed and the path."""
    return (draw(seed, *path) >> 75) / (1 << 53)


class Dice:
    """Numbers one after another that depend on the seed and the path, and on nothing else: cheaper than a draw for each."""

    __slots__ = ("_left", "_path", "_room", "_rounds", "_seed")

    def __init__(self, seed: int, *path: object) -> None:
        self._seed = seed
        self._path = path
        self._rounds = 0
        self._left = 0
        self._room = 0
        """How large what is left could be: from here come the next numbers, until too little is left to be fair."""

    def below(self, limit: int) -> int:
        """A whole number from 0 to less than the limit, which is at least 1 and at most a billion or so."""
        if self._room < limit << 32:
            self._left = draw(self._seed, *self._path, self._rounds)
            self._room = 1 << 128
            self._rounds += 1
        self._room //= limit
        self._left, number = divmod(self._left, limit)
        return number

    def pick(self, choices: Sequence[ChoiceT]) -> ChoiceT:
        """One of several."""
        return choices[self.below(len(choices))]


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
