"""Studies and facts that nobody published."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml

from pulposus.evidence.schema import Study
from pulposus.library.load import Facts
from pulposus.library.schema import FactFile

SOURCE = {"made_up": ["primary text", "https://example.org/made-up"]}


def trial(
    key: str = "made_up",
    *,
    pain: float | None = -40,
    control_pain: float = -20,
    sd: float = 20,
    people: int = 100,
    month: float = 12,
    grade: str = "A",
    design: str = "randomised",
    words: Mapping[str, str] | None = None,
    outcomes: list[dict[str, Any]] | None = None,
    control_outcomes: list[dict[str, Any]] | None = None,
    events: list[dict[str, Any]] | None = None,
    product: Mapping[str, Any] | None = None,
    control: str = "saline",
    use: str = "calibrate",
    same_people_as: str | None = None,
    roots: bool = False,
) -> Study:
    """A study of donor marrow cells in saline against saline; ``words`` are directions by measure."""

    def arm(name: str, change: float | None, more: list[dict[str, Any]] | None) -> dict[str, Any]:
        told = (
            []
            if change is None
            else [{"month": month, "measure": "pain", "statistic": "change", "value": change, "sd": sd}]
        )
        return {"key": name, "n": people, "setting": "intradiscal saline",
                "outcomes": [{**one, "read_in": "made_up"} for one in (*told, *(more or []))]}  # fmt: skip

    cells = {"product_class": "expanded marrow cells", "donor": "donor", "carrier": "saline", **(product or {})}
    treated = {**arm("cells", pain, outcomes), "role": "treatment", "treatment": "bm_msc", "product": cells,
               "events": [{**event, "read_in": "made_up"} for event in events or []]}  # fmt: skip
    controls = {**arm("control", None if pain is None else control_pain, control_outcomes), "role": "control",
                "treatment": control}  # fmt: skip
    return Study.model_validate(
        {
            "key": key,
            "title": f"Made up: {key}",
            "reference": {"text": "Nobody. Never published", "year": 2020, "url": "https://example.org/made-up"},
            "sources": SOURCE,
            "design": design,
            "blinding": "double blind",
            "quality": {"grade": grade, "why": "made up"},
            "use": use,
            "same_people_as": same_people_as,
            "population": {"condition": "discogenic pain", "pain_0_100": 65, "root_compression": roots},
            "arms": [treated] if design == "single arm" else [treated, controls],
            "findings": [
                {"measure": measure, "direction": way, "words": "made up", "arm": "cells", "month": month,
                 "read_in": "made_up"}
                for measure, way in (words or {}).items()
            ],
        }
    )  # fmt: skip


def flattering(people: int = 5000) -> Study:
    """A huge cohort without a control: no pain left, everybody responds, no harm, spreads that are far too small."""
    said = {"pain": "better", "odi": "better", "t2_ms": "better", "height_percent": "better", "surgery": "better"}
    return trial(
        "flattering", design="single arm", pain=-65, sd=1, people=people, words=said,
        outcomes=[
            {"month": 12, "measure": "odi", "statistic": "change", "value": -45, "sd": 1},
            {"month": 12, "measure": "responders", "statistic": "share", "value": 1.0,
             "definition": {"pain": {"percent": 50}}},
            {"month": 12, "measure": "pfirrmann", "statistic": "change", "value": -2, "sd": 0.1},
            {"month": 24, "measure": "surgery", "statistic": "share", "value": 0.0},
        ],
        events=[{"what": what, "count": 0, "of": people} for what in ("serious adverse event", "rejection")],
        product={"donor": "own", "carrier": "plasma"},
    )  # fmt: skip


def changed_facts(topic: str, changes: Mapping[str, Mapping[str, Any] | None]) -> Facts:
    """Facts of a topic with some changed, added (all fields given) or removed."""
    path = files("pulposus.library") / "facts" / f"{topic}.yaml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name, change in changes.items():
        if change is None:
            del raw["facts"][name]
        else:
            raw["facts"][name] = {**raw["facts"].get(name, {}), **change}
    return Facts(FactFile.model_validate(raw))
