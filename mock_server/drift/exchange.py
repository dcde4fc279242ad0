"""One exchange between a client and a vendor, read whole: what was asked, and what came back."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

HeaderRow = tuple[tuple[bytes, bytes], ...]

MOST_READ: Final = 8 << 20
"""Bytes of a body, as it stands on the wire and unpacked, beyond which it is forwarded and not looked at."""
READABLE: Final = frozenset({"gzip", "x-gzip", "deflate", "identity"})
"""The content codings that are understood here."""


class Unreadable(Exception):
    """A body cannot be looked at; the text says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was forwarded: the path below the target's base, as the client wrote it."""

    method: str
    path: str
    query: bytes
    headers: HeaderRow
    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as the target gave it. `body` is as it stood on the wire; None where it was too long to keep."""

    status: int
    headers: HeaderRow
    body: bytes | None

    def header(self, name: str) -> str | None:
        """The value of a header, its values joined where it was sent more than once."""
        return header_in(self.headers, name)

    def content(self) -> bytes:
        """The body without its content coding.

        Raises:
            Unreadable: it is too long, coded in a way that is not understood, or broken.
        """
        if self.body is None:
            raise Unreadable(f"the body is longer than {MOST_READ >> 20} MiB")
        content = self.body
        codings = [each.strip().lower() for each in (self.header("content-encoding") or "").split(",") if each.strip()]
        for coding in reversed(codings if content else []):
            if coding not in READABLE:
                raise Unreadable(f"the body is coded as {coding[:20]!r}")
            content = _unpackers[coding](content)
        return content


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. `n` counts exchanges from 1 as they begin; `began` and `ended` order them in time."""

    n: int
    asked: Asked
    answered: Answered
    began: int
    ended: int


def header_in(headers: HeaderRow, name: str) -> str | None:
    """The value of a header, by its name in lower case; its values joined where it was sent more than once."""
    found = [value.decode("latin-1") for sent, value in headers if sent.lower() == name.encode()]
    return ", ".join(found) if found else None


def media_type(sent: str | None) -> str:
    """A content type without its parameters, in lower case; empty where there is none."""
    return (sent or "").partition(";")[0].strip().lower()


def _unpacked(content: bytes, bits: int) -> bytes:
    unpacker = zlib.decompressobj(bits)
    try:
        plain = unpacker.decompress(content, MOST_READ + 1)
    except zlib.error:
        raise Unreadable("the body is not packed as it says") from None
    if len(plain) > MOST_READ:
        raise Unreadable(f"the body is longer than {MOST_READ >> 20} MiB")
    if not unpacker.eof:
        raise Unreadable("the body ends before it is whole")
    return plain


def _gunzipped(content: bytes) -> bytes:
    return _unpacked(content, zlib.MAX_WBITS | 16)


def _inflated(content: bytes) -> bytes:
    try:
        return _unpacked(content, zlib.MAX_WBITS)
    except Unreadable:
        return _unpacked(content, -zlib.MAX_WBITS)  # some servers leave the wrapper out


_unpackers: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
    "identity": bytes,
}
