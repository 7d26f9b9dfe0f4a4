"""Read the YAML of a case (or problem) file as what it says, and refuse every way in which YAML says something else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from pulposus.errors import InputError
from pulposus.forecasting.case_numbers import shown

MAX_BYTES = 1_000_000  # a case is a few kilobytes: a larger file is another file
MAX_DEPTH = 20
MAX_VALUES = 5_000  # so that even a file of the largest size is refused within a second or two


class Wording(NamedTuple):
    """What a file of this kind is called in sentences, and the page that describes it."""

    what: str
    page: str


CASE = Wording("case", "docs/case.md")

Lines = Callable[[tuple[Any, ...]], int | None]
"""Line of the file (from 1) where a place such as ("discs", 0, "grade") stands."""


class _Refusal(yaml.MarkedYAMLError):
    """A refusal of ours with a place in the file."""

    def __init__(self, problem: str, mark: Any) -> None:
        super().__init__(problem=problem, problem_mark=mark)


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases, duplicate keys or deep nesting."""

    depth = 0
    values = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            raise _Refusal("found an alias (*), expected the values themselves", event.start_mark)
        self.depth += 1
        self.values += 1
        if self.values > MAX_VALUES:
            raise _Refusal(f"found more than {MAX_VALUES} values, expected a few dozen", event.start_mark)
        if self.depth > MAX_DEPTH:
            raise _Refusal(f"found more than {MAX_DEPTH} nested levels", event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def compose_mapping_node(self, anchor: Any) -> Any:
        node = super().compose_mapping_node(anchor)
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise _Refusal(f"found the key {shown(key.value)} twice, expected it once", key.start_mark)
                seen.add(key.value)
        return node


def read(path: Path, wording: Wording = CASE) -> tuple[object, Lines]:
    """Data of a YAML file, and a function that gives the line of a place in it.

    Raises:
        InputError: one sentence when the file is missing, too large, not UTF-8, empty or not plain YAML.
    """
    return parse(_text(path, wording.what), path.name, wording)


def _text(path: Path, what: str) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise InputError(f"{path}: found a folder, expected a {what} file in YAML; check the path.") from None
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file, expected a {what} file in YAML; check the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path cannot be used"
        raise InputError(
            f"{shown(str(path), 200)}: cannot be read ({reason}), expected a {what} file in YAML; check the path."
        ) from None
    if len(raw) > MAX_BYTES:
        raise InputError(f"{path}: found more than 1 MB, expected a {what} file of a few kilobytes; check the path.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}: found bytes in line {line} that are not UTF-8, expected text; save it as UTF-8."
        ) from None


def parse(text: str, name: str, wording: Wording = CASE) -> tuple[object, Lines]:
    """Data of YAML text; ``name`` stands in error messages.

    Raises:
        InputError: as `read`.
    """
    loader: Any = None
    example = f"see {wording.page} for an example"
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        data = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        problem = " ".join((error.problem or error.context or "not YAML").split())
        raise InputError(
            f"{name}{where}: cannot be read as YAML ({problem[:160]}); correct that line, {example}."
        ) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise InputError(f"{name}, line {line}: found a character that text may not hold; remove it.") from None
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, KeyError, ArithmeticError, RecursionError):
        # A tag such as !!int on a text, or a number that Python refuses.
        raise InputError(
            f"{name}: found a value that YAML cannot read; remove tags (!!) and overlong numbers, {example}."
        ) from None
    finally:
        if loader is not None:
            loader.dispose()
    if data is None:
        raise InputError(f"{name}: found nothing in the file, expected a {wording.what}; {example}.")
    return data, lambda place: _line(node, place)


def _line(node: Any, place: tuple[Any, ...]) -> int | None:
    line = node.start_mark.line + 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if getattr(k, "value", None) == str(part)), None)
            if found is None:
                return int(line)
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return int(line)
