"""What people are told about discs and cells, judged by rule against the records; no verdict is typed in."""

from pulposus.claims.base import Base, with_studies
from pulposus.claims.judge import judge, judge_all
from pulposus.claims.load import claim, claims
from pulposus.claims.result import Judgement, Number, PartResult, Record
from pulposus.claims.tree import tree
from pulposus.claims.verdict import SHOWN, VERDICTS, Verdict

__all__ = [
    "SHOWN",
    "VERDICTS",
    "Base",
    "Judgement",
    "Number",
    "PartResult",
    "Record",
    "Verdict",
    "claim",
    "claims",
    "judge",
    "judge_all",
    "tree",
    "with_studies",
]
