"""The gate: what the rules of a sandbox make of one call, before the vendor sees it, once it is understood, and after."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pydantic import BaseModel

from mock_server.contract.answers import JSON_TYPE, Answer, Refused, VendorError
from mock_server.contract.call import Call
from mock_server.contract.operation import Operation
from mock_server.contract.vendor import Vendor
from mock_server.engine.errors import EngineError
from mock_server.engine.events import Skipped
from mock_server.engine.evidence import invented
from mock_server.engine.limits import meter
from mock_server.faults.book import Met, Rows
from mock_server.faults.index import Index
from mock_server.faults.kinds import RateLimit, StaleRead, Status
from mock_server.faults.rules import Do, Fail, Moment, Refuse, Respond, Rule, Switch
from mock_server.faults.sending import Sending
from mock_server.journal.entries import IDLE, Command
from mock_server.scenarios.errors import hint, show

HEADER: Final = "X-Mock-Rule"
"""In which a call names a rule that is to act on it."""

_NO_ANSWER: Final = Answer(0, b"", ())
_TOO_MANY: Final = 429
_FAILED: Final = 400
_NO_ROWS: Final = Rows()


def refuse_by_rule(vendor: Vendor, call: Call, operation: Operation, rows: Rows) -> None:
    """Judge a call when it has been understood, where all rules on its operation are refusing ones: the usual case.

    Raises:
        Refused: a rule refuses it.
    """
    if rows.refusing is not None and rows.refusing.may_match(call.part):
        Gate(vendor, call, operation, rows).understand()


class Gate:
    """The way of one call past the rules. Of each of three sorts, failing, doing and refusing, the first that matches acts.

    `rows` are the rules on its operation, of which there are none where the call itself asks for one that is about another.
    """

    _summoned: Met | None = None
    _limit: tuple[Rule, RateLimit] | None = None
    _stale: StaleRead | None = None
    _afterwards: tuple[Rule, Do] | None = None

    def __init__(self, vendor: Vendor, call: Call, operation: Operation, rows: Rows | None) -> None:
        self._vendor = vendor
        self._call = call
        self._operation = operation
        self._rows = rows or _NO_ROWS
        self._document = call.document(operation)

    def arrive(self) -> Answer | None:
        """Judge the call before the vendor sees it; the answer, where a rule has one in the vendor's stead.

        Raises:
            Refused: a rule makes the call fail, or the call asks for a rule that there is not.
        """
        if self._call.summons is not None:
            self._summon(self._call.summons)
        doing = self._met(self._rows.doing, Do, Switch)
        if doing is not None:
            self._act(doing.rule)
        failing = self._met(self._rows.failing, Fail, Respond)
        return None if failing is None else self._fail(failing)

    def admit(self) -> None:
        """Hold the call against a rule's quota, at the moment at which the vendor looks at its own.

        Raises:
            Refused: the quota is used up.
        """
        if self._limit is None:
            return
        rule, limit = self._limit
        call = self._call
        metered = meter(call.engine.world, f"rule {rule.name} quota", limit.calls, limit.seconds)
        call.extra = self._vendor.voice.limit_headers(metered) or call.extra
        if metered.is_exceeded:
            error = _error_of(self._vendor, _TOO_MANY)
            says = rule.about or f"the {limit.calls} calls that the rule {rule.name!r} lets through are used up"
            raise Refused(error, says, given={"retryAfter": metered.retry_after}, because=f"rule {rule.name}")

    def understand(self) -> None:
        """Judge the call when credential, content and schema have been looked at, and before the vendor's state is.

        Raises:
            Refused: a rule refuses it.
        """
        if self._rows.refusing is not None or self._summoned is not None:
            met = self._met(self._rows.refusing, Refuse)
            if met is not None:
                raise self._refusal(met.rule)

    def seen(self) -> Call:
        """The call as the operation is to answer it: in the sandbox as it is, or as it was."""
        if self._stale is None:
            return self._call
        sandbox = self._call.sandbox
        return self._call.seeing(sandbox.as_it_was(sandbox.engine.world.now - self._stale.age))

    def leave(self, answer: Answer) -> Answer:
        """Do what is to be done once the call has been answered; the answer stays as it is."""
        if self._afterwards is not None and answer.status < _FAILED:
            self._move(*self._afterwards)
        return answer

    # -- which rule --------------------------------------------------------------------------------------------------

    def _met(self, index: Index | None, *actions: type) -> Met | None:
        """The rule of one sort that acts, noted. One that the call asks for comes before all others."""
        call = self._call
        met = None if index is None else call.sandbox.rules.first(index, self._document, call.engine)
        summoned = self._summoned
        if summoned is not None and isinstance(summoned.rule.action, actions):
            met = summoned
        if met is not None:
            call.note.meet(met.rule.name, str(met.rule.action))
        return met

    def _summon(self, name: str) -> None:
        call, rules = self._call, self._call.sandbox.rules
        standing = rules.named(name)
        if standing is None:
            # As for a sandbox that there is not: a misspelt rule must not look like a call that went well.
            says = f"the header {HEADER} asks for the rule {show(name)}, which there is not{hint(name, rules.names())}"
            raise Refused(self._vendor.common.not_found, says, field=HEADER)
        rule = standing.rule
        if not standing.is_enabled:
            call.note.meet(name, f"{IDLE}it is disabled")
        elif not rule.covers(self._vendor.names[self._operation.name]):
            call.note.meet(name, f"{IDLE}it is about {rule.on}")
        elif not rule.when.holds_for(self._document):
            call.note.meet(name, f"{IDLE}its condition does not hold")
        else:
            self._summoned = rules.summoned(standing, call.engine)

    # -- what it does ------------------------------------------------------------------------------------------------

    def _fail(self, met: Met) -> Answer | None:
        action = met.rule.action
        if isinstance(action, Respond):
            return Answer(action.status, action.body, action.headers or (JSON_TYPE if action.body else ()))
        if not isinstance(action, Fail):
            return None
        call, rule, fault = self._call, met.rule, action.fault
        if action.delay is not None:
            call.sending = Sending(met.luck, action.delay)
        match fault:
            case None:
                pass
            case Status():
                says = rule.about or f"the rule {rule.name!r} of the scenario makes this call fail"
                raise Refused(_error_of(self._vendor, fault.status), says, because=f"rule {rule.name}")
            case RateLimit():
                self._limit = (rule, fault)
            case StaleRead():
                self._stale = fault if self._operation.only_reads else None
            case _:
                call.sending = Sending(met.luck, action.delay, fault)
                return None if fault.reaches_vendor else _NO_ANSWER
        return None

    def _refusal(self, rule: Rule) -> Refused:
        refuse = rule.action
        error = self._vendor.error(refuse.error) if isinstance(refuse, Refuse) else None
        if error is None or not isinstance(refuse, Refuse):
            raise LookupError(f"the rule {rule.name!r} names no error of {self._vendor.slug}")  # the loader has checked it
        return Refused(
            error,
            rule.about or f"the rule {rule.name!r} of the scenario refuses this call",
            field=refuse.fields.get("field"),
            given=refuse.fields,
            because=f"rule {rule.name}",
        )

    def _act(self, rule: Rule) -> None:
        action = rule.action
        if isinstance(action, Switch):
            self._set(rule, action.settings)
        elif isinstance(action, Do) and action.moment is Moment.BEFORE:
            self._move(rule, action)
        elif isinstance(action, Do):
            self._afterwards = (rule, action)

    def _set(self, rule: Rule, settings: Mapping[str, Mapping[str, object]]) -> None:
        sandbox, world = self._call.sandbox, self._call.engine.world
        for slug, values in settings.items():
            switches = world.switches[slug]
            if isinstance(switches, BaseModel):
                sandbox.engine.switch(slug, switches.model_copy(update=values))
            sandbox.journal.note(Command("switch", {"rule": rule.name, "vendor": slug, **values}), world.now, self._call.n)

    def _move(self, rule: Rule, do: Do) -> None:
        addresses = self._operation.addresses
        record = None if addresses is None else addresses.find(self._call)
        if addresses is None or record is None:
            self._call.note.meet(rule.name, f"{IDLE}the call addresses no record that there is")
            return
        engine = self._call.engine
        try:
            engine.move(addresses.kind, record.id, do.move, do.given)
        except EngineError as refused:
            now = engine.world.now
            skipped = Skipped(now, addresses.kind.name, record.id, do.move, f"rule {rule.name}", str(refused))
            self._call.sandbox.journal.note(skipped, now, self._call.n)


def _error_of(vendor: Vendor, status: int) -> VendorError:
    """The vendor's error of that status; where it has none, its general failure, which is the likeliest."""
    error = next((each for each in vendor.errors if each.status == status), None)
    if error is None:
        internal = vendor.common.internal
        error = replace(internal, status=status, grounds=invented(*internal.grounds.cites))
    return error
