"""The one address that a proxy forwards to, and which requests may go there."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


class NoTarget(ValueError):
    """An address cannot be forwarded to; the text says why."""


class NotForwarded(ValueError):
    """A request would leave the target's base; the text says how."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go: scheme, host and port, and the path below which the vendor stands, without a slash at its end."""

    origin: str
    base: str

    def __str__(self) -> str:
        return f"{self.origin}{self.base}"

    def path_of(self, raw_path: bytes, query: bytes) -> bytes:
        """The request target below the base: a client's path and query, byte for byte.

        Raises:
            NotForwarded: the path would lead out of the base, or cannot be sent as it is.
        """
        text = raw_path.decode("latin-1")
        if not text.startswith("/") or text.startswith("//"):
            raise NotForwarded("the path does not begin with a single slash")
        if not all("!" <= sign <= "~" for sign in text + query.decode("latin-1")):
            raise NotForwarded("the path or the query holds signs that no address has")
        once = unquote(text)
        # Some servers take escapes apart twice, and some read a backslash as a slash.
        for each in (once, unquote(once)):
            if any(step in ("..", ".") for step in each.replace("\\", "/").split("/")):
                raise NotForwarded("the path goes up or stays with dots")
        return self.base.encode() + raw_path + (b"?" + query if query else b"")


def read_target(text: str) -> Target:
    """The target that an address means.

    Raises:
        NoTarget: it is no plain http or https address.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as wrong:
        raise NoTarget(f"{wrong}") from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise NoTarget("write it as in https://api.example.com or http://127.0.0.1:8080/nimbus")
    if parts.username is not None or parts.password is not None:
        raise NoTarget("leave user and password out; the client's own credentials are forwarded")
    if parts.query or parts.fragment:
        raise NoTarget("leave query and fragment out")
    if (
        not all("!" <= sign <= "~" for sign in text)
        or "%" in parts.path
        or any(step in ("..", ".") for step in parts.path.split("/"))
    ):
        raise NoTarget("write its path plainly, without escapes or dots")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    suffix = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return Target(f"{parts.scheme}://{host}{suffix}", parts.path.rstrip("/"))
