"""What can be wrong with a sandbox as a whole."""


class SandboxError(Exception):
    """Something that cannot be done with a sandbox; nothing has changed when it is raised."""


class UnknownSandbox(SandboxError):
    """No sandbox has that id."""

    def __init__(self, id: str) -> None:
        super().__init__(f"no sandbox is called {id!r}")
        self.id = id


class SandboxExists(SandboxError):
    """A sandbox with that id is already there."""

    def __init__(self, id: str) -> None:
        super().__init__(f"a sandbox called {id!r} is already there")
        self.id = id


class BadSandboxId(SandboxError):
    """An id that no address or credential could carry."""

    def __init__(self, id: str) -> None:
        super().__init__(
            f"{id[:80]!r} cannot name a sandbox; use letters, digits, '.', '_' and '-', up to 128, first a letter or digit"
        )
        self.id = id


class TooManySandboxes(SandboxError):
    """The cap on sandboxes is reached."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the server already holds {limit} sandboxes, its limit; drop some or raise --max-sandboxes")
        self.limit = limit


class DefaultStays(SandboxError):
    """The default sandbox cannot be dropped."""

    def __init__(self) -> None:
        super().__init__("the default sandbox always exists; reset it instead")


class BadSnapshot(SandboxError):
    """A document that is no snapshot of ours, or does not fit; `pointer` names the place."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"{pointer or 'the document'}: {reason}")
        self.pointer = pointer
        self.reason = reason
