"""What a study and an arm are called in a table or a picture."""

from __future__ import annotations

import re

from pulposus.evidence.schema import Study
from pulposus.treatment import load, names


def short_name(study: Study) -> str:
    """First author or acronym and year, made from the key; in capitals where the study writes it so itself."""
    written = set(re.findall(r"\w+", f"{study.title} {study.reference.text}"))
    parts = [part.upper() if part.upper() in written else part.capitalize() for part in study.key.split("_")]
    return " ".join(parts)


def label(study: Study, arm: str, control: str | None = None) -> str:
    """A study with the arm that is meant, and the control it is compared with."""
    against = "" if control is None else f" against {control}"
    return f"{short_name(study)}: {arm}{against}".replace("_", " ")


def treatment_name(key: str) -> str:
    """A treatment in a table: the library's name where it has one, in small letters within a line."""
    name = load(key).name if key in names() else key.replace("_", " ")
    return name[:1].lower() + name[1:]
