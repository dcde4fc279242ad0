"""The server as it tells of itself."""

from pydantic import Field

from mock_server.control.models.words import Told


class IndexOut(Told):
    """Where to begin."""

    version: str
    vendors: dict[str, str] = Field(description="The vendors' base URLs in the default sandbox, by vendor.")
    links: dict[str, str] = Field(description="Where this API goes on.")


class HealthOut(Told):
    """The server is there."""

    status: str
    version: str
    sandboxes: int = Field(description="How many sandboxes there are.")


class StatusWord(Told):
    """One word on how the server is."""

    status: str


class VersionOut(Told):
    """The server's version."""

    version: str


class ScenarioTitle(Told):
    """A scenario in a list."""

    name: str
    title: str = Field(description="What happens in it; empty where its file is too broken to say.")


class ScenarioList(Told):
    """The scenarios that a sandbox may start from."""

    scenarios: list[ScenarioTitle]


class ProblemTypeOut(Told):
    """A sort of problem."""

    type: str
    title: str
    status: int
