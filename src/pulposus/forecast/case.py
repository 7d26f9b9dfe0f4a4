"""The case file: one patient and the discs to forecast, validated with sentences a clinician can read."""
