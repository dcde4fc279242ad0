"""The explanation of a refused call as JSON values: what was wrong and where, what is behind it, how we know, what to do."""

from typing import Any

from mock_server.contract.strictness import STRICT
from mock_server.contract.violations import BODY, Violation
from mock_server.engine.evidence import Grounds
from mock_server.explaining import ledger, records
from mock_server.explaining.advice import absence, advise
from mock_server.explaining.case import Case
from mock_server.explaining.nearest import nearest
from mock_server.explaining.places import Place, flaws, locate
from mock_server.journal.masking import Mask
from mock_server.journal.showing import Shown, show_refusal


def explain(case: Case) -> Shown:
    """All that can be said of a refused call. Nothing that the case's mask hides stands in it."""
    place = locate(case)
    shown = show_refusal(case.explanation, case.mask) or {}
    missing = absence(case)
    grounds = Grounds(case.explanation.cites) if missing is None else missing.grounds
    if missing is not None:
        shown |= {"says": missing.says, "cites": list(grounds.cites), "evidence": grounds.evidence.value}
    return shown | {
        "place": None if place is None else _show_place(place),
        "also": [_show_place(each) for each in flaws(case) if place is None or each.name != place.name],
        "behind": behind(case),
        "nearest": _show_nearest(case),
        "sources": _show_sources(case.vendor.slug, grounds),
        "do": advise(case, place),
        "records": [] if case.operation is None and missing is None else records.history(case),
    }


def _show_place(place: Place) -> Shown:
    return {
        "in": place.part,
        "pointer": place.name if place.name.startswith("/") else None,
        "name": None if place.name.startswith("/") else place.name,
        "sent": place.sent or None,
        "wanted": place.wanted or None,
        "example": place.example,
    }


def behind(case: Case) -> Shown | None:
    """The rule, the switch or the strictness without which the call would not have been refused, and what it says."""
    sort, _, name = (case.explanation.because or "").partition(" ")
    if sort == "rule":
        rule = next((each for each in case.sandbox.rules.rules if each.name == name), None)
        return {"sort": sort, "name": name, "on": rule and rule.on, "about": rule and rule.about}
    if sort == "switch":
        vendor, _, key = name.partition(".")
        described: Any = case.vendors[vendor].switches.model_json_schema()["properties"][key]
        return {
            "sort": sort,
            "name": name,
            "stands_at": getattr(case.sandbox.engine.world.switches[vendor], key),
            "values": described.get("enum"),
            "about": described["description"],
            "cites": described["cites"],
        }
    if sort == STRICT:
        return {"sort": STRICT, "about": "The sandbox refuses what breaks the vendor's document; others only write it down."}
    return None


def _show_nearest(case: Case) -> Shown | None:
    if not case.is_astray:
        return None
    near = nearest(case.vendor, case.call.method, case.call.path)
    if near is None:
        return None
    return {"operation": case.vendor.names[near.operation.name], "call": near.call, "differs": list(near.differs)}


def _show_sources(vendor: str, grounds: Grounds) -> list[Shown]:
    return [row._asdict() for row in ledger.rows(vendor, grounds.cites)]


def show_violation(violation: Violation, mask: Mask) -> Shown:
    """A violation as JSON values."""
    grounds = violation.grounds
    is_pointer = violation.part == BODY and violation.place[:1] in ("", "/")
    return {
        "sort": violation.sort.value,
        "in": violation.part,
        "pointer": violation.place if is_pointer else None,
        "name": None if is_pointer else violation.place or None,
        "says": mask.sentence(violation.says),
        "do": violation.instead,
        "cites": [] if grounds is None else list(grounds.cites),
        "evidence": None if grounds is None else grounds.evidence.value,
    }
