"""Sandboxes as they are asked for and told."""

from typing import Annotated, Self

from pydantic import Field, StrictBool, WithJsonSchema, model_validator

from mock_server.contract.call import SANDBOX_MARK
from mock_server.control.models.clock import ClockOut
from mock_server.control.models.words import Asked, Instant, Seed, Speed, Told
from mock_server.control.server import ControlledServer
from mock_server.engine.clock import ClockStart, Mode
from mock_server.sandboxes.sandbox import DEFAULT, Sandbox

_SCENARIO = Field(default=None, description="The scenario's name; without one the server's own.", examples=["happy-path"])
_SEED = Field(default=None, description="A seed in place of the scenario's; it decides ids and chance.", examples=[7])
_ID = Field(default=None, description="Without one the server makes one up.", examples=["w3"])

SandboxId = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$"})]
"""An id that addresses and credentials can carry; the sandboxes judge it."""


class ClockWish(Asked):
    """Where a sandbox's clock starts, where it is not to be as the scenario says. A speed alone makes it run."""

    start: Instant | None = Field(default=None, description="The instant at which the clock starts.")
    mode: Mode | None = Field(default=None, description="Whether it stands or runs.")
    speed: Speed | None = Field(default=None, description="Sandbox seconds per real second while it runs.")

    def on(self, start: ClockStart) -> ClockStart:
        """A scenario's clock with what is wished otherwise."""
        mode = self.mode or (start.mode if self.speed is None else Mode.RUNNING)
        return ClockStart(self.start or start.at, mode, self.speed or start.speed)


class CreateSandbox(Asked):
    """A sandbox to make."""

    id: SandboxId | None = _ID
    scenario: str | None = _SCENARIO
    scenario_text: str | None = Field(
        default=None, description="A scenario of one's own, as the YAML text of its file; it may extend those of the server."
    )
    seed: Seed | None = _SEED
    clock: ClockWish | None = Field(default=None, description="Where the clock is not to start as the scenario says.")
    strict: StrictBool | None = Field(
        default=None,
        description="Whether calls that break the vendor's document are refused; without it, as the scenario says.",
        examples=[True],
    )

    @model_validator(mode="after")
    def _one_scenario(self) -> Self:
        if self.scenario is not None and self.scenario_text is not None:
            raise ValueError("must have at most one of scenario and scenario_text")
        return self


class ResetSandbox(Asked):
    """What a sandbox is to start from again."""

    scenario: str | None = Field(default=None, description="Another scenario; without one the sandbox keeps its own.")
    seed: Seed | None = _SEED


class ForkSandbox(Asked):
    """A sandbox to make from another as it stands."""

    id: SandboxId | None = _ID


class SandboxBrief(Told):
    """A sandbox in a list."""

    id: str
    scenario: str
    seed: int
    clock: ClockOut
    strict: bool = Field(description="Whether calls that break the vendor's document are refused.")

    @staticmethod
    def of(sandbox: Sandbox) -> "SandboxBrief":
        """A sandbox in a list."""
        return SandboxBrief(
            id=sandbox.id,
            scenario=sandbox.start.scenario.name,
            seed=sandbox.engine.world.seed,
            clock=ClockOut.of(sandbox),
            strict=sandbox.is_strict,
        )


class SandboxList(Told):
    """All sandboxes, the default one first."""

    total: int
    sandboxes: list[SandboxBrief]


class CredentialOut(Told):
    """A documented test credential."""

    send: str = Field(description="What to send.", examples=["X-API-Key: nimbus-test-key"])
    about: str = Field(description="What it may do.")


class WayIn(Told):
    """How a sandbox is reached as one vendor."""

    url: str = Field(description="The vendor's base URL in this sandbox.", examples=["http://127.0.0.1:8080/s/w3/nimbus"])
    credentials: list[CredentialOut]


class SandboxOut(SandboxBrief):
    """A sandbox, and how it is reached."""

    vendors: dict[str, WayIn] = Field(description="The ways in, by vendor.")
    choosing: str = Field(description="How a request chooses this sandbox.")

    @staticmethod
    def at(sandbox: Sandbox, server: ControlledServer, origin: str) -> "SandboxOut":
        """A sandbox as it is reached by a client that knows the server under `origin`."""
        root = origin if sandbox.id == DEFAULT else f"{origin}/s/{sandbox.id}"
        ways = {
            slug: WayIn(
                url=f"{root}/{slug}",
                credentials=[CredentialOut(send=each.how, about=each.about) for each in vendor.credentials],
            )
            for slug, vendor in server.vendors.items()
        }
        brief = SandboxBrief.of(sandbox)
        return SandboxOut(**dict(brief), vendors=ways, choosing=_choosing(sandbox.id))


def _choosing(id: str) -> str:
    if id == DEFAULT:
        return "Requests that choose no other sandbox reach this one."
    return (
        f"Use these URLs; or keep the plain ones and append {SANDBOX_MARK}{id} to the credential, or send the header "
        f"X-Mock-Sandbox: {id}."
    )
