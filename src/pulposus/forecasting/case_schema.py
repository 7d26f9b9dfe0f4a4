"""JSON schema of the case file, for editors: ``python -m pulposus.forecasting.case_schema docs/case.schema.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pulposus.errors import RunError
from pulposus.forecasting.case import Case
from pulposus.forecasting.case_numbers import accepted, unit_of


def json_schema() -> dict[str, Any]:
    """Schema with the accepted range of every number, and text with a unit allowed in place of a number."""
    schema = Case.model_json_schema(by_alias=True)
    for block in schema["$defs"].values():
        for name, about in block["properties"].items():
            try:
                low, high, _ = accepted(name)
            except RunError:  # not a number with a range
                continue
            plain = about.pop("type", None) or about.pop("anyOf")[0]["type"]
            about["anyOf"] = [{"type": plain, "minimum": low, "maximum": high}]
            if unit_of(name):
                about["anyOf"].append({"type": "string", "pattern": r"^\s*[+-]?[0-9.]"})
            if about.get("default", 0) is None:
                about["anyOf"].append({"type": "null"})
    treatments = schema["properties"]["treatments"]["anyOf"][0]
    treatments["items"] = {"anyOf": [{"type": "string"}, treatments["items"]]}
    return schema


def schema_text() -> str:
    """The schema as it stands in docs/case.schema.json."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
