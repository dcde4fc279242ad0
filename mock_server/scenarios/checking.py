"""Holds what is written against the model of it, and says every mistake in plain words, with the way to it."""

from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError

from mock_server.scenarios.entries import Remark
from mock_server.scenarios.errors import explain
from mock_server.scenarios.yaml_reader import Path

ModelT = TypeVar("ModelT", bound=BaseModel)


def check(model: type[ModelT], tree: object) -> tuple[ModelT | None, list[Remark]]:
    """What a tree of texts says by a model, or else the mistakes in it; their paths start at the tree."""
    try:
        return model.model_validate(tree), []
    except ValidationError as errors:
        return None, remarks_on(model, tree, errors)


def remarks_on(model: type[BaseModel], tree: object, errors: ValidationError) -> list[Remark]:
    """What a validator has against a tree, in plain words."""
    remarks = []
    for error in errors.errors(include_url=False):
        way, found = follow(tree, error["loc"])
        message = explain(error, found, known_keys(model, error["loc"]))
        remarks.append(Remark(way, message, is_about_key=error["type"] == "extra_forbidden"))
    return remarks


def follow(tree: object, path: Path) -> tuple[Path, object]:
    """A validator's path without the steps that only it knows, such as its choice between types, and what is there."""
    way: list[str | int] = []
    here = tree
    for step in path:
        match step:
            case str() if isinstance(here, dict) and step in here:
                here = here[step]
            case int() if isinstance(here, list):
                here = here[step]
            case _:
                continue
        way.append(step)
    return tuple(way), here


def known_keys(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that could stand at the end of a path within what a model describes."""
    models = [model]
    for step in path[:-1]:
        fields = [field for each in models for name, field in each.model_fields.items() if step in (name, field.alias)]
        if fields:
            models = [inner for field in fields for inner in _models_in(field.annotation)]
    return [field.alias or name for each in models for name, field in each.model_fields.items()]


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]
