"""JSON schema of the problem file, for editors: ``python -m pulposus.problem.schema docs/problem.schema.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pulposus.problem.problem import Problem

_PLATE = ("x", "y", "z", "rx", "ry", "rz")


def json_schema() -> dict[str, Any]:
    """Schema in which numbers may be text with a unit, a mesh its path, and a motion the word free or fixed."""
    schema = Problem.model_json_schema(by_alias=True)
    for block in [schema, *schema["$defs"].values()]:
        for about in block.get("properties", {}).values():
            _widen(about)
            if set(about) == {"$ref"}:
                about["description"] = schema["$defs"][about["$ref"].rsplit("/", 1)[-1]]["description"]
    plate = schema["$defs"]["PlateInput"]["properties"]
    for name in _PLATE:
        about = {key: value for key, value in plate[name].items() if key in ("description", "title")}
        plate[name] = {**about, "anyOf": [{"enum": ["free", "fixed"]}, {"$ref": "#/$defs/Motion"}], "default": "fixed"}
    schema["$defs"]["Motion"]["properties"].pop("state")
    mesh = schema["properties"]["mesh"]
    schema["properties"]["mesh"] = {
        "description": mesh.get("description", ""),
        "anyOf": [{"type": "string"}, {"$ref": "#/$defs/MeshInput"}],
    }
    osmosis = schema["$defs"]["Material"]["properties"]["osmosis"]
    osmosis["anyOf"].append({"const": "none"})
    return schema


def _widen(about: dict[str, Any]) -> None:
    """A number may be written as text with its unit."""
    options = about.get("anyOf", [])
    if about.get("type") == "number":
        about["anyOf"] = [{"type": about.pop("type")}, {"type": "string"}]
    elif any(option.get("type") == "number" for option in options):
        options.append({"type": "string"})


def schema_text() -> str:
    """The schema as it stands in docs/problem.schema.json."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
