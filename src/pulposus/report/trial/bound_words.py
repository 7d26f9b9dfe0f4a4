"""The bounds of a design with looks, in numbers that a protocol can take over."""

from __future__ import annotations

import numpy as np

from pulposus.trial.conduct.looks import bounds_of, bounds_of_one
from pulposus.trial.design import Design


def bound_words(design: Design) -> str:
    """What every look asks of one comparison, or of the combined z of a trial that adapts; empty without looks."""
    if design.looks is None:
        return ""
    found = bounds_of_one(design) if design.adaptation else bounds_of(design)
    said = []
    for k, share in enumerate(design.looks.information):
        at = "at the end" if share == 1 else f"with {round(share * design.patients)} people"
        words = f"{at} shown from z {found.upper[k]:.3f} on (one-sided p at most {found.nominal_p[k]:.3g})"
        if share < 1 and np.isfinite(found.lower[k]):
            words += f", futile at z {found.lower[k]:.3f} or less"
        said.append(words)
    whose = "combined over the stages" if design.adaptation else "each comparison"
    return f"{'; '.join(said)}; {whose}"
