"""Data sets of R's metadat package, which lie beside the checkout and not in it, and made-up studies."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from pulposus.evidence.meta.kinds import Difference, Differences, Scale
from pulposus.evidence.meta.network.blocks import Block, NodeArm, from_arms
from pulposus.evidence.meta.sizes import log_risk_ratio, standardised_difference
from pulposus.evidence.schema import Study


def rows(data: Path, name: str) -> list[dict[str, str]]:
    """Rows of one data set; skips where it is absent."""
    path = data / "metadat_subset" / name
    if not path.is_file():
        pytest.skip(f"{name} of R's metadat is not here (GPL, so not in the repository)")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def bcg_rows(data: Path) -> list[dict[str, str]]:
    """Thirteen trials of BCG vaccine."""
    return rows(data, "dat.bcg.csv")


@pytest.fixture(scope="session")
def bcg(bcg_rows: list[dict[str, str]]) -> Differences:
    """Log risk ratios of ``dat.bcg``."""
    items = []
    for row in bcg_rows:
        a, b, c, d = (float(row[name]) for name in ("tpos", "tneg", "cpos", "cneg"))
        size = log_risk_ratio(a, a + b, c, c + d)
        items.append(Difference(row["trial"], row["author"], size.value, size.variance))
    return Differences(tuple(items), "log risk ratio")


@pytest.fixture(scope="session")
def normand(data: Path) -> Differences:
    """Hedges' g of ``dat.normand1999``."""
    items = []
    for row in rows(data, "dat.normand1999.csv"):
        ours = float(row["m1i"]), float(row["sd1i"]), int(row["n1i"])
        theirs = float(row["m2i"]), float(row["sd2i"]), int(row["n2i"])
        size = standardised_difference(*ours, *theirs)
        items.append(Difference(row["study"], row["source"], size.value, size.variance))
    return Differences(tuple(items), "SMD")


@pytest.fixture(scope="session")
def senn(data: Path) -> tuple[Block, ...]:
    """Trials of ``dat.senn2013``: ten treatments of diabetes, one trial of three arms."""
    arms: dict[str, list[NodeArm]] = {}
    for row in rows(data, "dat.senn2013.csv"):
        people = int(row["ni"])
        arm = NodeArm(row["treatment"], float(row["mi"]), float(row["sdi"]) ** 2 / people, people)
        arms.setdefault(row["study"], []).append(arm)
    return tuple(from_arms(study, own) for study, own in arms.items())


def made(values: Sequence[float], variances: Sequence[float], scale: Scale = "points") -> Differences:
    """Made-up differences, one of each study."""
    pairs = zip(values, variances, strict=True)
    return Differences(tuple(Difference(f"s{i}", f"study {i}", y, v) for i, (y, v) in enumerate(pairs)), scale)


@pytest.fixture(scope="session")
def make() -> object:
    """``made`` as a fixture, since test folders are not packages."""
    return made


CELLS = {"product_class": "expanded marrow cells", "donor": "donor", "dose_1e6_per_disc": 20, "carrier": "saline"}


def arm(key: str, treatment: str, outcomes: Sequence[dict[str, object]] = (), **more: object) -> dict[str, object]:
    """One made-up arm; a control unless it is given a product or a role."""
    role = "treatment" if "product" in more else "control"
    numbers = [{"read_in": "paper", **outcome} for outcome in outcomes]
    return {"key": key, "role": role, "treatment": treatment, "setting": "sham", "n": 30, "outcomes": numbers, **more}


def study(key: str, *arms: dict[str, object], **more: object) -> Study:
    """One made-up study, randomised unless said otherwise."""
    return Study.model_validate(
        {
            "key": key, "title": "Made up for a test", "reference": {"text": "Nobody A. Tests", "year": 2020},
            "sources": {"paper": ["primary text", "https://example.org"]}, "design": "randomised",
            "blinding": "double blind", "quality": {"grade": "A", "why": "made up"}, "use": "calibrate",
            "population": {"condition": "back pain"}, "arms": list(arms), **more,
        }
    )  # fmt: skip


def pain(month: float, value: float, **more: object) -> dict[str, object]:
    """A change of pain."""
    return {"month": month, "measure": "pain", "statistic": "change", "value": value, **more}


@pytest.fixture(scope="session")
def build() -> SimpleNamespace:
    """Makers of made-up studies: ``study``, ``arm``, ``pain``, ``CELLS``."""
    return SimpleNamespace(study=study, arm=arm, pain=pain, CELLS=CELLS)
