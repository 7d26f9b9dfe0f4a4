"""The largest designs that are computed, and why no larger ones; the sentences of refusals say so too."""

from __future__ import annotations

FEWEST_IN_ARM = 2
"""People without whom an arm has no spread."""
MOST_PATIENTS = 1_000_000
"""Randomised people."""
MOST_SHARE = 20
"""People in one arm for each one in another; trials stay below 4."""
MOST_BLOCK = 100
"""People in a block of the randomisation; larger ones leave the arms unlike at a look."""
MOST_ARMS = 12
"""Arms, the control among them: dropping doses tests every set of the others, 2 to the power of their number."""
MOST_VISITS = 30
"""Visits: an unstructured covariance of 30 visits has 465 numbers, which each replicate estimates."""
MOST_ENDPOINTS = 20
"""Endpoints: each is analysed in every replicate and arm."""
MOST_HYPOTHESES = 16
"""Hypotheses: a closed test looks at every set of them."""
MOST_LOOKS = 10
"""Looks: each replicate is analysed at each of them; trials have two or three."""
MOST_RULES = 40
"""Rules of inclusion: the worth of each is told by leaving it out."""
MOST_SUBGROUPS = 30
"""Subgroups; a forest of more cannot be read."""
MOST_DOSES = 12
"""Further doses: every one of them needs a course of every person."""
MOST_VALUES = 12
"""Values of a limit, and sizes of the trial: each is computed for every dose, or run in every replicate."""
MOST_ROWS = 30_000_000
"""Rows of the table of courses, people times arms and doses times visits: at some 100 bytes each they fill 3 GB."""
