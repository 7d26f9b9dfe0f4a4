"""What a reader of study files refuses, as one sentence: file, line, field, found, expected, next step."""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Sequence
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from pulposus.errors import InputError
from pulposus.evidence import schema

# The compiled reader where there is one: it is ten times faster.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NEXT = "docs/evidence.md shows a whole file"
_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxdict, _SHORT.maxlist = 1, 2, 2


def refusal(name: str, text: str, error: ValidationError) -> InputError:
    """The first thing that is wrong with a file, of ``text``, by the name of the file."""
    first = error.errors()[0]
    loc = first["loc"]
    said = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
    kind = first["type"]
    if kind == "missing":
        body = "found nothing, expected a value"
    elif kind == "extra_forbidden":
        near = difflib.get_close_matches(str(loc[-1]), FIELDS, n=1)
        body = "found a field that does not exist" + (f", expected perhaps '{near[0]}'" if near else ", expected none")
    else:
        body = f"found {shown(first['input'])}, expected {_lower(said.removeprefix('Input should be '))}"
    field = ".".join(str(part) for part in loc) or "file"
    line = line_of(text, loc)
    where = f"line {line}, " if line else ""
    return InputError(" ".join(f"Study file '{name}', {where}{field}: {body}; {NEXT}.".split()))


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def shown(found: object) -> str:
    """What was found, on one line and not long."""
    return " ".join(_SHORT.repr(found).split())


def _fields() -> list[str]:
    blocks = [b for b in vars(schema).values() if isinstance(b, type) and issubclass(b, BaseModel)]
    return sorted({name for block in blocks for name in block.model_fields})


FIELDS = _fields()


def line_of(text: str, loc: Sequence[str | int]) -> int | None:
    """Line, from 1, of the deepest part of a path that the file has; None where it cannot be told."""
    try:
        node: Any = yaml.compose(text, Loader=LOADER)
    except (yaml.YAMLError, RecursionError):
        return None
    line = None
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found is None:
                break
            key, node = found
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def twice(text: str) -> tuple[str, int] | None:
    """First key that a block of a YAML text gives twice, with its line: a reader would keep the last one silently."""
    stack: list[Any] = [yaml.compose(text, Loader=LOADER)]
    known: set[int] = set()  # a block may stand in several places, or within itself
    while stack:
        node = stack.pop()
        if id(node) in known:
            continue
        known.add(id(node))
        if isinstance(node, yaml.MappingNode):
            seen: set[Any] = set()
            for key, content in node.value:
                if isinstance(key.value, str) and key.value in seen:
                    return key.value, key.start_mark.line + 1
                seen.add(key.value if isinstance(key.value, str) else None)
                stack.append(content)
        elif isinstance(node, yaml.SequenceNode):
            stack.extend(node.value)
    return None
