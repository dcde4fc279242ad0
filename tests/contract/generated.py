"""Clients that openapi-python-client generates from our documents: what a stranger gets who has nothing but a document."""

import importlib
import subprocess
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import httpx

from tests.live import ROOT

_SETTINGS: Final = Path(__file__).with_name("client-generator.yaml")
_KNOWN_GAPS: Final = ("Unsupported content type application/hl7-v2", "Unsupported content type text/plain")
"""What the generator leaves out: a message of HL7 as it is. As a JSON string it can be sent all the same."""


class GeneratedClient:
    """The package of one document, which stands in a folder of its own; its functions are found by operation."""

    def __init__(self, name: str, folder: Path) -> None:
        """Generate it, and have nothing left out but what is known.

        Its modules are imported as `generated_<name>`, which the folder must make possible.
        """
        self._package = f"generated_{name}"
        done = subprocess.run(
            [
                *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--config", _SETTINGS),
                *("--path", ROOT / "openapi" / f"{name}.yaml", "--output-path", folder / self._package),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        gaps = [line for line in done.stdout.splitlines() if line.startswith(("Unsupported", "Cannot", "ERROR"))]
        assert set(gaps) <= set(_KNOWN_GAPS), done.stdout
        self._functions = {path.stem: path for path in (folder / self._package / "api").glob("*/*.py")}
        self._http = httpx.Client(trust_env=False)
        self._client: Any = None

    def connect(self, address: str) -> "GeneratedClient":
        """Speak to a server."""
        self._http.base_url = httpx.URL(address)
        with warnings.catch_warnings():
            # The generator writes `1and` for a constant; Python reads it, and wonders.
            warnings.filterwarnings("ignore", "invalid decimal literal")
            self._module(".models")
        client = self._module().Client(base_url=address, raise_on_unexpected_status=True)
        self._client = client.set_httpx_client(self._http)
        return self

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def use(self, **headers: str) -> None:
        """Send these headers from now on."""
        self._http.headers.update({name.replace("_", "-"): value for name, value in headers.items()})

    def model(self, name: str, content: Mapping[str, object]) -> Any:  # noqa: ANN401  # its type is made while the test runs
        """A body of that name with that content, as the package reads one."""
        return getattr(self._module(".models"), name).from_dict(dict(content))

    def call(self, operation: str, *values: object, **others: object) -> Any:  # noqa: ANN401  # as above
        """What the operation answers, as the package reads it; it must be what the document calls a success."""
        tag = self._functions[operation].parent.name
        answered = self._module(f".api.{tag}.{operation}").sync_detailed(*values, client=self._client, **others)
        assert answered.status_code < 300, answered.content
        return answered.parsed

    def _module(self, path: str = "") -> ModuleType:
        return importlib.import_module(f"{self._package}{path}")
