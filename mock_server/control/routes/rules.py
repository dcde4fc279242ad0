"""Rules: what goes differently in a sandbox; list, add, rest and remove."""

from typing import Final

from fastapi import Request, Response

from mock_server.contract.operation import Link
from mock_server.control.bodies import pointer, read, read_object
from mock_server.control.models.rules import AddRule, RuleList, RuleOut, SetRule
from mock_server.control.problems import (
    INVALID_REQUEST,
    RULE_EXISTS,
    STORE_FULL,
    UNKNOWN_RULE,
    UNKNOWN_SANDBOX,
    Problem,
)
from mock_server.control.route import Route
from mock_server.control.server import served
from mock_server.engine.errors import StoreFull
from mock_server.faults.book import Standing
from mock_server.faults.conditions import text_of
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.scenarios.errors import hint, show
from mock_server.scenarios.rule_entries import read_rule

MOST_RULES: Final = 1_000
"""Rules of one sandbox."""


async def list_rules(request: Request, sandbox: str) -> RuleList:
    """What goes differently in a sandbox on purpose, in the order in which it is tried: rules that were added come first."""
    found = served(request).sandbox(sandbox)
    return RuleList(rules=[RuleOut.of(standing, found) for standing in found.rules.standings])


async def get_rule(request: Request, sandbox: str, rule: str) -> RuleOut:
    """A rule, and how it stands."""
    found = served(request).sandbox(sandbox)
    return RuleOut.of(_standing(found, rule), found)


async def add_rule(request: Request, response: Response, sandbox: str) -> RuleOut:
    """Add a rule, written as in a scenario; it holds from now on, before all others, until it is removed or the sandbox reset.

    A rule with `lasts` wears off by itself. Numbers and true and false may stand for their texts.
    """
    document = await read_object(request)
    found = served(request).sandbox(sandbox)
    rule, remarks = read_rule({name: _texts(value, f"/{name}") for name, value in document.items()}, found.start.words)
    if rule is None:
        errors = [{"pointer": pointer(remark.path), "says": remark.message} for remark in remarks]
        sentences = [f"{error['pointer'] or 'the rule'}: {error['says']}" for error in errors]
        raise Problem(INVALID_REQUEST, "; ".join(sentences[:5]), errors=errors)
    if found.rules.named(rule.name) is not None:
        raise Problem(RULE_EXISTS, f"the sandbox {found.id!r} has a rule {rule.name!r} already; remove that first")
    if len(found.rules.standings) >= MOST_RULES:
        raise StoreFull("rules", MOST_RULES)
    found.add_rule(rule)
    response.headers["location"] = f"/_mock/sandboxes/{found.id}/rules/{rule.name}"
    return RuleOut.of(_standing(found, rule.name), found)


async def set_rule(request: Request, sandbox: str, rule: str) -> RuleOut:
    """Let a rule rest, or let it hold again, armed and counted anew."""
    wish = await read(request, SetRule)
    found = served(request).sandbox(sandbox)
    name = _standing(found, rule).rule.name
    found.enable_rule(name, is_enabled=wish.enabled)
    return RuleOut.of(_standing(found, name), found)


async def delete_rule(request: Request, sandbox: str, rule: str) -> None:
    """Remove a rule. One of the scenario comes back with the next reset."""
    found = served(request).sandbox(sandbox)
    found.remove_rule(_standing(found, rule).rule.name)


def _standing(sandbox: Sandbox, name: str) -> Standing:
    standing = sandbox.rules.named(name)
    if standing is None:
        raise Problem(UNKNOWN_RULE, f"no rule is called {show(name)}{hint(name, sandbox.rules.names())}")
    return standing


def _texts(value: object, place: str) -> object:
    """A JSON value as a scenario file would hold it, in which every scalar is text."""
    if isinstance(value, dict):
        return {name: _texts(inner, f"{place}/{name}") for name, inner in value.items()}
    if isinstance(value, list):
        return [_texts(inner, f"{place}/{n}") for n, inner in enumerate(value)]
    if value is None:
        says = "null is no value here; leave the member out, or write the text 'null' to ask for null"
        raise Problem(INVALID_REQUEST, f"{place}: {says}", errors=[{"pointer": place, "says": says}])
    return text_of(value)


_TAG: Final = "rules"
_ALL: Final = "/_mock/sandboxes/{sandbox}/rules"
_ONE: Final = f"{_ALL}/{{rule}}"
_NONE: Final = (UNKNOWN_SANDBOX,)
_NO_RULE: Final = (UNKNOWN_SANDBOX, UNKNOWN_RULE)
_MADE: Final = {"sandbox": "$request.path.sandbox", "rule": "$response.body#/name"}

ROUTES: Final = (
    Route("GET", _ALL, list_rules, _TAG, _NONE),
    Route(
        "POST",
        _ALL,
        add_rule,
        _TAG,
        (*_NONE, RULE_EXISTS, STORE_FULL),
        201,
        body=AddRule,
        example={
            "name": "first-two-creates-fail",
            "on": "nimbus.create_order",
            "calls": "1-2",
            "fault": {"status": 503, "delay": "100ms"},
        },
        links=(
            Link("rule", "get_rule", _MADE, "Look at the new rule."),
            Link("set", "set_rule", _MADE, "Let it rest, or begin anew."),
            Link("delete", "delete_rule", _MADE, "Take it away."),
        ),
    ),
    Route("GET", _ONE, get_rule, _TAG, _NO_RULE),
    Route("PATCH", _ONE, set_rule, _TAG, _NO_RULE, body=SetRule, example={"enabled": False}),
    Route("DELETE", _ONE, delete_rule, _TAG, _NO_RULE, 204, "The rule is gone.", answers_with=Response),
)
