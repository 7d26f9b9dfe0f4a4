"""Mixed model for repeated measures with an unstructured covariance over visits, as regulators expect it."""
