"""Recovery and harms of any treatment: of the library, combined, or the user's own."""

from __future__ import annotations

from pulposus.evidence.aftermath.answer import Aftermath, Answer
from pulposus.evidence.aftermath.load import of_library
from pulposus.evidence.aftermath.parts import from_library, library_parts
from pulposus.evidence.aftermath.records import TOPICS
from pulposus.evidence.aftermath.union import NOT_STUDIED, union
from pulposus.listing import listing
from pulposus.treatment import Treatment, load, names

JOINED = "_and_"
STRANGER = "This treatment is not in the library and shares no part with one that is: nothing is known here."


def aftermath(treatment: str | Treatment) -> Aftermath:
    """What is known of recovery and harms after a treatment.

    A key is one of the library, or several joined by ``_and_`` as a forecast names combinations. A user's own
    treatment has the findings of the library's treatments that it shares a part with.

    Raises:
        InputError: for a key that is none (names the nearest).
        RunError: when a treatment of the library has no file, or a fact behind it is missing.
    """
    if isinstance(treatment, Treatment):
        return _of(treatment)
    parts = treatment.split(JOINED)
    if len(parts) > 1 and all(part in names() for part in parts):
        found = [of_library(part) for part in parts]
        return union(treatment, listing([one.name for one in found]), found, (NOT_STUDIED,))
    return of_library(load(treatment).key)


def _of(treatment: Treatment) -> Aftermath:
    if treatment.parts:
        return union(treatment.key, treatment.name, [_of(part) for part in treatment.parts], (NOT_STUDIED,))
    if from_library(treatment):
        return of_library(treatment.key)
    parts = [of_library(key) for key in library_parts(treatment)]
    if not parts:
        return stranger(treatment.key, treatment.name)
    shared = listing([f"'{part.name}'" for part in parts])
    note = (
        f"This treatment is not in the library: what is shown was counted after {shared}, which it shares a part with."
    )
    return union(treatment.key, treatment.name, parts, (note, NOT_STUDIED) if len(parts) > 1 else (note,))


def stranger(key: str, name: str) -> Aftermath:
    """A treatment of which nothing is known here."""
    return Aftermath(key, name, tuple(Answer(topic, unknown=(STRANGER,)) for topic in TOPICS), (STRANGER,))
