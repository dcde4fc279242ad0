"""An error's body against the vendor's catalogue: its envelope, its code, and the status that goes with it."""

from collections.abc import Iterable, Iterator, Sequence

from mock_server.contract.answers import VendorError
from mock_server.contract.vendor import Vendor
from mock_server.drift.departures import Basis, Departure, Flaw, Kind, basis_of, departure, surest, word
from mock_server.drift.schemas import Schema, Schemas, json_type, listed

_RESHAPED = frozenset({Kind.MISSING_MEMBER, Kind.WRONG_TYPE})
Way = tuple[str, ...]


def basis_of_errors(errors: Iterable[VendorError]) -> Basis:
    """What rests on these errors of the catalogue."""
    return basis_of(*(error.grounds for error in errors))


class ErrorHolder:
    """Holds errors' bodies against a vendor's catalogue."""

    __slots__ = ("_by_code", "_schemas", "_vendor", "_ways")

    def __init__(self, vendor: Vendor, schemas: Schemas) -> None:
        self._vendor = vendor
        self._schemas = schemas
        self._by_code: dict[str, list[VendorError]] = {}
        self._ways: dict[Way, None] = {}
        for error in vendor.errors:
            if error.code and not error.is_bare:
                self._by_code.setdefault(error.code, []).append(error)
                self._ways |= dict.fromkeys(_ways_to(error.code, vendor.voice.example(error)))

    def hold(
        self, name: str, status: int, body: object, schema: Schema, expected: Sequence[VendorError]
    ) -> Iterator[Departure]:
        """What an error's body departs in; `expected` are the errors of that status at the operation."""
        told = [error for error in expected if not error.is_bare]
        rests = surest(*(error.grounds for error in told or self._vendor.errors))
        flaws = self._schemas.hold(body, schema)
        if any(flaw.kind in _RESHAPED for flaw in flaws):
            yield departure(name, Flaw(Kind.ERROR_SHAPE, "", self._schemas.outline(schema), outline(body)), rests)
            return
        yield from (departure(name, flaw, rests) for flaw in flaws)
        code, way = self._code_in(body)
        if code is None:
            return
        known = self._by_code.get(code)
        pointer = "".join(f"/{each}" for each in way)
        if known is None:
            codes = dict.fromkeys(error.code for error in told if error.code) or self._by_code
            flaw = Flaw(Kind.UNKNOWN_ERROR, pointer, listed(list(codes)), word(code))
            yield departure(name, flaw, basis_of_errors(told or self._vendor.errors))
        elif status not in {error.status for error in known}:
            ours = " or ".join(str(each) for each in sorted({error.status for error in known}))
            flaw = Flaw(Kind.UNDOCUMENTED_STATUS, "", f"{ours} with {code}", f"{status} with {code}")
            yield departure(name, flaw, basis_of_errors(known))

    def code_in(self, body: object) -> str | None:
        """The code that an error's body holds where the vendor's errors have theirs, if it is one of the catalogue."""
        code, _ = self._code_in(body)
        return code if code in self._by_code else None

    def _code_in(self, body: object) -> tuple[str | None, Way]:
        found = [(code, way) for way in self._ways if isinstance(code := _at(body, way), str)]
        known = [each for each in found if each[0] in self._by_code]
        if known:
            return known[0]
        # An error that only speaks has no code: what it says is nobody's business here.
        spoken = [each for each in found if " " not in each[0]]
        return spoken[0] if spoken else (None, ())


def outline(value: object, depth: int = 3) -> str:
    """A value by the names of its members: `{code, message}`."""
    if isinstance(value, dict) and depth:
        inner = (name if not isinstance(each, dict) else f"{name}: {outline(each, depth - 1)}" for name, each in value.items())
        return f"{{{', '.join(inner)}}}"
    return json_type(value)


def _at(value: object, way: Way) -> object:
    for name in way:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _ways_to(text: str, value: object) -> Iterator[Way]:
    if value == text:
        yield ()
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from ((name, *way) for way in _ways_to(text, inner))
