"""Turn what pydantic finds wrong into one sentence: file, line, field, found, expected, next step."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pulposus.errors import InputError
from pulposus.forecasting.case_numbers import shown
from pulposus.forecasting.case_yaml import CASE, Wording
from pulposus.listing import listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pulposus.forecasting.case_blocks import ImageInput
    from pulposus.forecasting.case_yaml import Lines

M = TypeVar("M", bound=BaseModel)


def nearest(found: object, names: Iterable[str]) -> str | None:
    """The known name nearest to what was found, None when nothing is near."""
    return next(iter(alike(found, names, 1)), None)


def alike(found: object, names: Iterable[str], most: int) -> list[str]:
    """Known names for which what was found may be a slip, the nearest first."""
    return get_close_matches(str(found)[:100], list(names), n=most, cutoff=0.6)


def validated(
    model: type[M],
    data: object,
    name: str,
    lines: Lines | None,
    wording: Wording = CASE,
    context: Mapping[str, Any] | None = None,
) -> M:
    """``data`` as a ``model``; ``context`` is what its validators may ask for.

    Raises:
        InputError: the first mistake as one sentence, with how many more there are.
    """
    if not isinstance(data, dict):
        raise InputError(
            f"{name}: found {shown(data)}, expected a mapping with the fields {listing(_needed(model))}; "
            f"see {wording.page} for an example."
        )
    try:
        return model.model_validate(data, context=dict(context) if context else None)
    except ValidationError as error:
        mistakes = error.errors(include_url=False)
        raise InputError(_sentence(model, mistakes, name, lines)) from None


def _needed(model: type[BaseModel]) -> list[str]:
    """The schema's version and the fields that every file needs."""
    return [info.alias or name for name, info in model.model_fields.items() if info.is_required() or info.alias]


def _sentence(model: type[BaseModel], mistakes: list[ErrorDetails], name: str, lines: Lines | None) -> str:
    first = mistakes[0]
    place = first["loc"]
    field = first.get("ctx", {}).get("field", "")
    if field:
        place = (*place, *(int(part) if part.isdigit() else part for part in field.split(".")))
    line = lines(place) if lines else None
    where = f"{name}, line {line}" if line else name
    dotted = ".".join(shown(str(part), 60)[1:-1] for part in place)
    said = _said(model, first)
    more = len(mistakes) - 1
    end = f" (and {more} more mistake{'s' if more > 1 else ''})" if more else ""
    return f"{where}: {dotted}: {said}{'' if said.endswith('?') and not end else end + '.'}"


def _block(model: type[BaseModel], place: tuple[Any, ...]) -> type[BaseModel]:
    """The class that describes the mapping at a place."""
    for part in place:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        inner = [cls for cls in _classes(field.annotation) if issubclass(cls, BaseModel)] if field else []
        if inner:
            model = inner[0]
    return model


def _classes(annotation: Any) -> list[type]:
    parts = getattr(annotation, "__args__", ())
    return [annotation] if isinstance(annotation, type) and not parts else [c for p in parts for c in _classes(p)]


def _said(model: type[BaseModel], mistake: ErrorDetails) -> str:
    place, found = mistake["loc"], mistake["input"]
    block = _block(model, place[:-1])
    fields = [info.alias or name for name, info in block.model_fields.items()]
    by_alias = {info.alias or name: info for name, info in block.model_fields.items()}
    kind = mistake["type"]
    if kind == "said":
        return str(mistake["ctx"]["sentence"])
    if kind == "extra_forbidden":
        near = nearest(place[-1], fields)
        return f"found an unknown field, expected one of {', '.join(fields)}; " + (
            f"did you mean '{near}'?" if near else "remove it"
        )
    if kind == "missing":
        info = by_alias.get(str(place[-1]))
        about = (info.description or "").rstrip(".") if info else ""
        return (
            f"found nothing, expected a value ({about}); add it" if about else "found nothing, expected a value; add it"
        )
    if kind == "literal_error":
        expected = str(mistake["ctx"]["expected"])
        options = [part.strip("' ") for part in expected.replace(" or ", ", ").split(", ")]
        near = nearest(found, options)
        return f"found {shown(found)}, expected {expected}; " + (
            f"did you mean '{near}'?" if near else "write one of these"
        )
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        inner = ", ".join(fields_of(model, place))
        return f"found {shown(found)}, expected a mapping with {inner}; write 'name: value' lines"
    if kind in ("tuple_type", "list_type"):
        return f"found {shown(found)}, expected a list; put the values in [ ]"
    expected = {
        "bool_type": "true or false",
        "bool_parsing": "true or false",
        "string_type": "text",
        "float_type": "a number",
        "int_type": "a whole number",
        "path_type": "the path of a file",
    }.get(kind, " ".join(str(mistake["msg"]).split())[:120])
    return f"found {shown(found)}, expected {expected}; correct it"


def fields_of(model: type[BaseModel], place: tuple[Any, ...]) -> list[str]:
    """Names of the fields that a mapping at this place has."""
    return [info.alias or name for name, info in _block(model, place).model_fields.items()]


def resolved(image: ImageInput, case_file: Path, lines: Lines) -> ImageInput:
    """The image block with its paths taken from the folder of the case file.

    Raises:
        InputError: when a file is not there.
    """
    update = {}
    for field in ("path", "labels"):
        given = getattr(image, field)
        if given is None:
            continue
        path = (case_file.parent / given.expanduser()).resolve()
        if not path.is_file():
            where = f"{case_file.name}, line {lines(('image', field))}: image.{field}"
            raise InputError(
                f"{where}: found {shown(str(given), 120)}, which is not a file, expected NIfTI; give its path from "
                "the folder of the case file."
            )
        update[field] = path
    return image.model_copy(update=update)
