"""Validation: the model beside experiments, each row with its tolerance, and a reason where it misses.

>>> from pulposus.validation import validate
>>> result = validate(["VT7", "T17"])
>>> result.passed, [row.model for row in result.rows]
"""

from pulposus.validation.row import Row, Validation
from pulposus.validation.run import validate

__all__ = ["Row", "Validation", "validate"]
