"""Which operation a method and path mean: by dictionary, whatever the number of operations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

OperationT = TypeVar("OperationT")

_NO_VALUES: Mapping[str, str] = {}


@dataclass(slots=True)
class _Shape(Generic[OperationT]):
    """A path with some places open: which of its steps are open, and under which names."""

    open_at: tuple[int, ...]
    by_steps: dict[tuple[str, ...], dict[str, tuple[OperationT, tuple[str, ...]]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found(Generic[OperationT]):
    """What a path leads to: an operation and the path's values; or no operation, and the methods that the path has."""

    operation: OperationT | None
    values: Mapping[str, str] = field(default_factory=dict)
    methods: tuple[str, ...] = ()


class PathTable(Generic[OperationT]):
    """Operations by method and path shape, such as `GET /orders/{orderId}`.

    With `folds_case` the fixed steps of a path match in any case. With `takes_slash` a slash at the end makes no
    difference.
    """

    __slots__ = ("_fixed_paths", "_folds_case", "_shapes", "_takes_slash", "templates")

    def __init__(
        self, routes: Iterable[tuple[str, str, OperationT]], *, folds_case: bool = False, takes_slash: bool = False
    ) -> None:
        self._folds_case = folds_case
        self._takes_slash = takes_slash
        self._shapes: dict[int, list[_Shape[OperationT]]] = {}
        self._fixed_paths: dict[tuple[str, str], Found[OperationT]] = {}
        """What needs no taking apart: the paths without open places, as they are usually written."""
        self.templates: list[tuple[str, str]] = []
        for method, template, operation in routes:
            self._add(method, template, operation)
            self.templates.append((method, template))
        for shapes in self._shapes.values():
            # The fewest open places first: a fixed path wins over a pattern that would take it too.
            shapes.sort(key=lambda shape: len(shape.open_at))

    def _steps(self, path: str) -> list[str]:
        if self._takes_slash and len(path) > 1 and path.endswith("/"):
            path = path[:-1]
        return path.split("/")

    def _add(self, method: str, template: str, operation: OperationT) -> None:
        steps = self._steps(template)
        open_at = tuple(at for at, step in enumerate(steps) if step.startswith("{"))
        names = tuple(steps[at][1:-1] for at in open_at)
        shapes = self._shapes.setdefault(len(steps), [])
        shape = next((shape for shape in shapes if shape.open_at == open_at), None)
        if shape is None:
            shape = _Shape(open_at)
            shapes.append(shape)
        by_method = shape.by_steps.setdefault(self._fixed(steps, open_at), {})
        if method in by_method:
            raise ValueError(f"{method} {template} is declared twice")
        by_method[method] = (operation, names)
        if not names:
            self._fixed_paths[method, template] = Found(operation)

    def _fixed(self, steps: list[str], open_at: tuple[int, ...]) -> tuple[str, ...]:
        fixed = steps.copy()
        for at in open_at:
            fixed[at] = "{}"
        return tuple(step.lower() for step in fixed) if self._folds_case else tuple(fixed)

    def find(self, method: str, path: str) -> Found[OperationT]:
        """What a method and path lead to."""
        fixed = self._fixed_paths.get((method, path))
        if fixed is not None:
            return fixed
        steps = self._steps(path)
        methods: list[str] = []
        for shape in self._shapes.get(len(steps), ()):
            by_method = shape.by_steps.get(self._fixed(steps, shape.open_at))
            if by_method is None:
                continue
            parts = [steps[at] for at in shape.open_at]
            if "" in parts:
                continue
            if method in by_method:
                operation, names = by_method[method]
                return Found(operation, dict(zip(names, parts, strict=True)) if names else _NO_VALUES)
            methods.extend(by_method)
        return Found(None, methods=tuple(dict.fromkeys(methods)))
