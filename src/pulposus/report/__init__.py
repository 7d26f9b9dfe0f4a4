"""One page a person can read: the self-contained HTML report of a forecast, and the pictures in it."""

from pulposus.report.write import write_report

__all__ = ["write_report"]
