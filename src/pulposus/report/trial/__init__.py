"""The report of a run of virtual trials: one HTML page, drawn and styled like the report of a forecast."""

from pulposus.report.trial.write import write_trial_report

__all__ = ["write_trial_report"]
