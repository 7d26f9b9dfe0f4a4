"""Credibility in the sense of ASME V&V 40 and the FDA guidance of 2023, derived from results and never typed in.

>>> from pulposus.credibility import assess_all, known, shipped
>>> page = assess_all(shipped(), known())
>>> page.of("dose_study").risk, page.of("dose_study").met
"""

from pulposus.credibility.assess import Assessment, Credibility, assess, assess_all
from pulposus.credibility.context import Context, contexts
from pulposus.credibility.honesty import Honesty
from pulposus.credibility.left_out import known
from pulposus.credibility.results import Results
from pulposus.credibility.shipped import shipped

__all__ = [
    "Assessment",
    "Context",
    "Credibility",
    "Honesty",
    "Results",
    "assess",
    "assess_all",
    "contexts",
    "known",
    "shipped",
]
