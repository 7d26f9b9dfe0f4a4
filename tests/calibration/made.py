"""Small studies made for the tests."""

from __future__ import annotations

from pulposus.evidence.schema import (
    Arm,
    Definition,
    Design,
    Outcome,
    Population,
    Product,
    Quality,
    Reference,
    Role,
    Study,
    Threshold,
)
from pulposus.treatment.schema import Context

CELLS = Product(product_class="expanded marrow cells", carrier="saline")
HALF = Definition(pain=Threshold(percent=50))


def number(month: float, measure: str, statistic: str, value: float, **more: object) -> Outcome:
    return Outcome.model_validate(
        {"month": month, "measure": measure, "statistic": statistic, "value": value, "read_in": "paper", **more}
    )


def arm(
    key: str, role: Role, treatment: str, setting: Context, n: int, *outcomes: Outcome, product: Product | None = None
) -> Arm:
    return Arm(key=key, role=role, treatment=treatment, setting=setting, n=n, outcomes=outcomes, product=product)


def make(key: str, design: Design, *arms: Arm, pain: float = 65.0) -> Study:
    return Study(
        key=key,
        title=f"Study {key}",
        reference=Reference(text="A study made for a test", year=2024, doi=f"10.1000/{key.replace('_', '.')}"),
        sources={"paper": ("primary text", "https://example.org")},
        design=design,
        blinding="unclear",
        quality=Quality(grade="B", why="made for a test"),
        use="calibrate",
        population=Population(condition="back pain", pain_0_100=pain),
        arms=arms,
    )


def trial(key: str, control: float, treated: float, n: int = 60) -> Study:
    """Cells against saline, change of pain at twelve months."""
    return make(
        key,
        "randomised",
        arm("saline", "control", "saline", "intradiscal saline", n, number(12, "pain", "change", control, sd=25.0)),
        arm("cells", "treatment", "bm_msc", "intradiscal saline", n, number(12, "pain", "change", treated, sd=25.0),
            product=CELLS),
    )  # fmt: skip


def cohort(key: str, change: float, n: int = 30) -> Study:
    """Cells without a control."""
    cells = arm("cells", "treatment", "bm_msc", "intradiscal saline", n, number(12, "pain", "change", change),
                product=CELLS)  # fmt: skip
    return make(key, "single arm", cells)


def base() -> list[Study]:
    """Two trials and a cohort."""
    return [trial("first", -18.0, -22.0), trial("second", -25.0, -27.0), cohort("series", -40.0)]
