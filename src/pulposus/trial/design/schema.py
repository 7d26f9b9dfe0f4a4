"""JSON schema of the design, for editors: ``python -m pulposus.trial.design.schema docs/trial_design.schema.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pulposus.trial.design.design import Design


def schema_text() -> str:
    """The schema as it stands in docs/trial_design.schema.json."""
    return json.dumps(Design.model_json_schema(by_alias=True), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
