"""Verification: the solvers against mathematics, each case with its error, its observed order and its pass mark.

>>> from pulposus.verification import verify
>>> result = verify(["V5", "V9"])
>>> result.passed, result.case("V9").orders[0].observed
"""

from pulposus.verification.case import Case, Findings
from pulposus.verification.result import CaseResult, Check, Curve, Order, Verification
from pulposus.verification.run import verify

__all__ = ["Case", "CaseResult", "Check", "Curve", "Findings", "Order", "Verification", "verify"]
