"""Recovery and harms of the library's treatments, one file each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml
from pydantic import ValidationError

from pulposus.errors import RunError
from pulposus.evidence.aftermath.answer import Aftermath, Answer
from pulposus.evidence.aftermath.read import record
from pulposus.evidence.aftermath.records import TOPICS, Topic
from pulposus.evidence.aftermath.schema import AftermathFile, Like, Nothing, Section, Unknown
from pulposus.treatment import load as treatment


@cache
def file(key: str) -> AftermathFile:
    """The file of one treatment of the library.

    Raises:
        RunError: when it is missing, is not of this form, or belongs to another treatment.
    """
    path = files("pulposus.evidence") / "aftermath" / "treatments" / f"{key}.yaml"
    try:
        read = AftermathFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise RunError(
            f"Treatment '{key}' has no file of recovery and harms; add evidence/aftermath/treatments/{key}.yaml."
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RunError(f"The file of recovery and harms '{key}.yaml', {place}: {first['msg']}.") from None
    if read.treatment != key:
        raise RunError(f"The file of recovery and harms '{key}.yaml' is of treatment '{read.treatment}'; rename one.")
    return read


@cache
def of_library(key: str) -> Aftermath:
    """Recovery and harms of one treatment of the library.

    Raises:
        RunError: when its file or a fact behind it is missing.
    """
    return Aftermath(key, treatment(key).name, tuple(_answer(key, topic) for topic in TOPICS))


def _answer(key: str, topic: Topic) -> Answer:
    section: Section = getattr(file(key), topic)
    match section:
        case Unknown():
            return Answer(topic, unknown=(section.unknown,))
        case Nothing():
            return Answer(topic, nothing=(section.nothing,))
        case Like():
            return _taken_over(_answer(section.like, topic), section.because)
    return Answer(topic, records=tuple(record(item, topic) for item in section))


def _taken_over(answer: Answer, because: str) -> Answer:
    """The answer of another treatment, each finding marked as such."""
    return Answer(answer.topic, tuple(r.taken_over(because) for r in answer.records), answer.unknown, answer.nothing)
