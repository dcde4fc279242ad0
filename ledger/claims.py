"""What a vendor's code claims: everything that must say how it is known, and the examples that it gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel

from mock_server.contract.answers import VendorError
from mock_server.contract.conduct import Documented
from mock_server.contract.operation import Operation
from mock_server.contract.reserved import endings, grounds_of_ending, grounds_of_rule, reserved_rules, told, value_of
from mock_server.contract.vendor import Vendor
from mock_server.engine.evidence import Evidence, Grounds
from mock_server.engine.lifecycle import Lifecycle, Move
from mock_server.engine.records import AnyKind
from mock_server.scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that the stand-in does.

    `name` is told apart from others of its `sort`. `evidence` is None for a switch, which answers a question and claims
    nothing. `in_part` are rows of parts that are known in another way. `choices` are what a switch may be set to, its default
    first. `examples` are those that it gives, `owes` those that it must give and does not.
    """

    sort: str
    name: str
    about: str
    cites: tuple[str, ...]
    evidence: Evidence | None
    in_part: tuple[tuple[Evidence, tuple[str, ...]], ...] = ()
    choices: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    owes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """How it is spoken of: `move order.ship from processing`."""
        return f"{self.sort} {self.name}"

    @property
    def rows(self) -> tuple[str, ...]:
        """All rows that it cites, those of its parts too."""
        return (*self.cites, *(row for _, rows in self.in_part for row in rows))


def claims_of(vendor: Vendor, scenario: Scenario) -> tuple[Claim, ...]:
    """Everything of a vendor that must say how it is known, in declared order; what is reserved stands in the scenario."""
    return (
        *_operations(vendor),
        *_kinds(vendor),
        *_errors(vendor),
        *_webhooks(vendor),
        *_switches(vendor),
        *_known(vendor),
        *_reserved(vendor, scenario),
        *_conduct(vendor),
    )


def _claim(sort: str, name: str, about: str, grounds: Grounds, **more: Any) -> Claim:  # noqa: ANN401  # the other members
    parts = tuple((part.evidence, part.cites) for part in grounds.beside)
    return Claim(sort, name, " ".join(about.split()), grounds.cites, grounds.evidence, parts, **more)


def _operations(vendor: Vendor) -> Iterator[Claim]:
    for each in vendor.operations:
        sample = () if each.answer_example is None else ("answer",)
        examples = (*(f"body {name}" for name in each.body_examples), *sample)
        about = f"`{each.method} {each.path}` {each.summary}"
        yield _claim("operation", each.name, about, each.grounds, examples=examples, owes=tuple(_owed(each)))


def _owed(operation: Operation) -> Iterator[str]:
    if operation.body is not None and not operation.body_examples:
        yield "an example of its body"
    if operation.answer is not None and operation.answer_example is None:
        yield "an example of its answer"


def _kinds(vendor: Vendor) -> Iterator[Claim]:
    for kind in vendor.kinds:
        yield _claim("kind", kind.noun, f"Records of the kind {kind.noun}.", kind.grounds)
        if kind.lifecycle is not None:
            yield from _lifecycle(kind, kind.lifecycle)


def _lifecycle(kind: AnyKind, lifecycle: Lifecycle[Any]) -> Iterator[Claim]:
    for status in lifecycle.statuses:
        start = " A new record has it." if status.name == lifecycle.initial else ""
        yield _claim("status", f"{kind.noun}.{status.name}", f"Stage {status.stage.value}.{start}", status.grounds)
    for move in lifecycle.moves:
        yield _claim("move", f"{kind.noun}.{move.do} from {', '.join(move.sources)}", _way(move), move.grounds)


def _way(move: Move[Any]) -> str:
    to = f"to `{move.target}`" if move.target is not None else "where it is"
    takes = f" Takes {', '.join(f'`{each.name}`' for each in move.takes)}." if move.takes else ""
    event = f" Tells `{move.event}`." if move.event is not None else ""
    about = f" {move.about}" if move.about else ""
    return f"From {', '.join(f'`{each}`' for each in move.sources)} {to}.{about}{takes}{event}"


def _errors(vendor: Vendor) -> Iterator[Claim]:
    for error in vendor.errors:
        has_body = not error.is_bare and bool(vendor.voice.example(error))
        about = f"{error.status}{_code(error)}. {error.about}"
        yield _claim("error", error.name, about, error.grounds, **_one_body(has_body=has_body, needs=not error.is_bare))


def _one_body(*, has_body: bool, needs: bool = True) -> dict[str, tuple[str, ...]]:
    """The example of a body that there is, or the lack of one that there must be."""
    return {"examples": ("body",) if has_body else (), "owes": ("an example of its body",) if needs and not has_body else ()}


def _code(error: VendorError) -> str:
    return f" `{error.code}`" if error.code else ""


def _webhooks(vendor: Vendor) -> Iterator[Claim]:
    if vendor.webhooks is None:
        return
    for event in vendor.webhooks.events:
        yield _claim("event", event.name, event.about, event.grounds, **_one_body(has_body=bool(event.example)))
    ladder = vendor.webhooks.ladder
    pauses = ", ".join(f"{pause:g}" for pause in ladder.pauses)
    about = f"{ladder.attempts} attempts with pauses of {pauses} s; each waits {ladder.patience:g} s."
    yield _claim("retries", "of webhooks", about, ladder.grounds)


def _switches(vendor: Vendor) -> Iterator[Claim]:
    for name, shown in vendor.switches.model_json_schema().get("properties", {}).items():
        choices = dict.fromkeys(str(choice) for choice in (shown.get("default"), *shown.get("enum", ())))
        cites = tuple(shown.get("cites", ()))
        yield Claim("switch", name, shown.get("description", ""), cites, None, choices=tuple(choices))


def _known(vendor: Vendor) -> Iterator[Claim]:
    for each in vendor.known:
        yield _claim("test value", f"{each.where}: {', '.join(each.values)}", each.about, each.grounds)


def _reserved(vendor: Vendor, scenario: Scenario) -> Iterator[Claim]:
    for rule in reserved_rules(scenario, vendor.slug):
        if rule.on != "*":  # what befalls the calls of all vendors is the sandbox's own, and no vendor's
            yield _claim("reserved value", rule.name, f"`{value_of(rule)}`: {rule.about}", grounds_of_rule(vendor, rule))
    for ending in endings(scenario, vendor.slug):
        about = f"`{told(ending.when)}`: {ending.about}"
        yield _claim("reserved value", ending.name, about, grounds_of_ending(vendor, ending))


def _conduct(vendor: Vendor) -> Iterator[Claim]:
    conduct = vendor.conduct
    reasons = {
        "unknown members": ("Members and parameters that nobody documents are let pass.", conduct.ignores),
        "types of bodies": ("What the client says of its body's type is not looked at.", conduct.any_type),
        "spellings of paths": ("A path may be spelled otherwise.", conduct.other_paths),
        "missing keys": ("A call without an idempotency key is let pass, though one is to be sent.", conduct.urges_key),
    }
    for name, (about, grounds) in reasons.items():
        if grounds is not None:
            yield _claim("leniency", name, about, grounds)
    for header, old in conduct.old_headers.items():
        yield _claim("leniency", f"header {header}", f"Taken for `{old.instead}`.", old.grounds)
    taken = {f"{each.name}: {mark.says}": mark.grounds for each in vendor.operations for mark in _marks_in(each.body)}
    for name, grounds in taken.items():
        yield _claim("leniency", name, "The body's member is taken in other spellings or types too.", grounds)
    for absent in conduct.absent:
        says = f"{absent.says[:1].upper()}{absent.says[1:]}."
        yield _claim("absence", f"{absent.method} {absent.path}", says, absent.grounds)


def _marks_in(annotation: object) -> Iterator[Documented]:
    """What the types of a body say that the vendor documents where more is taken, however deep it stands."""
    yield from (each for each in getattr(annotation, "__metadata__", ()) if isinstance(each, Documented))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            yield from (each for each in field.metadata if isinstance(each, Documented))
            yield from _marks_in(field.annotation)
    for inner in get_args(annotation):
        yield from _marks_in(inner)
