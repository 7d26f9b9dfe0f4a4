"""Rules: pure functions from numbers to a verdict. None of them knows a study, a treatment or a statement."""
