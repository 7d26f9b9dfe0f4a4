"""A verification and a validation made by hand, as their commands would have found them."""

from __future__ import annotations

from pulposus.validation.row import CaseResult as ValidationCase
from pulposus.validation.row import Row, Validation
from pulposus.verification.result import CaseResult, Check, Order, Verification

CHECKS = (Check("near", 1.0, 1.0, 0.1), Check("far", 1.05, 1.0, 0.1), Check("at most", 0.2, 0.5, 0.0, kind="at most"))
ORDERS = (Order("u", "h", (0.2, 0.1), (0.04, 0.01), 2.0), Order("p", "h", (0.2, 0.1), (0.04, 0.03), 2.0))
VERIFICATION = Verification((CaseResult("V1", "a column", "solved", "series", CHECKS, ORDERS, (), 1.0),))
ROWS = (
    Row("VT1", "pressure", "MPa", 0.4, 0.5, (0.35, 0.65), "+-30 %", "prediction", "one man", "Wilke1999", (0.3, 0.5)),
    Row("VT1", "lost", "MPa", float("nan"), 0.5, (0.35, float("inf")), "rises", "calibrated on", "one man", "W"),
)
VALIDATION = Validation(
    (ValidationCase("VT1", "pressure", ROWS, 1.0), ValidationCase("VT2", "b", (), 0.1, "It stopped."))
)
