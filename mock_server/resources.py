"""The files that come with the server, in a checkout or in the installed package: scenarios, documents, fidelity pages."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder of shipped files of that name: beside the package in a checkout, inside it when installed."""
    installed = _PACKAGE / "shipped" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def openapi_document(name: str) -> bytes | None:
    """The committed OpenAPI document of a vendor, or of the sandbox's own API under the name `control`."""
    if not name.isalnum():
        return None
    path = folder("openapi") / f"{name}.yaml"
    return path.read_bytes() if path.is_file() else None


def contract() -> tuple[Path, Path]:
    """What schemathesis is configured with, and its hooks."""
    installed = _PACKAGE / "shipped" / "contract"
    there = installed if installed.is_dir() else _PACKAGE.parent
    return there / "schemathesis.toml", there / "schemathesis_hooks.py"


def fidelity(vendor: str, form: str) -> bytes | None:
    """How faithful the stand-in is to a vendor, as committed, in the form `json` or `md`."""
    if not vendor.isalnum():
        return None
    path = folder("docs/fidelity") / f"{vendor}.{form}"
    return path.read_bytes() if path.is_file() else None
