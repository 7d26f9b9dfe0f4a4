"""The results that ship with the code, so that a report can speak of credibility without running anything."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pydantic import ValidationError

from pulposus.credibility.results import Results
from pulposus.errors import RunError

FILE = "snapshot.json"


@cache
def shipped() -> Results:
    """Results of the version that the file names.

    Raises:
        RunError: the file is missing or does not fit this version.
    """
    try:
        return Results.model_validate_json((files("pulposus.credibility") / FILE).read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        raise RunError(
            f"The kept results credibility/{FILE} are missing or of another form; make them anew with "
            "'python -m pulposus.credibility.snapshot VERIFY_DIR VALIDATE_DIR'."
        ) from None
