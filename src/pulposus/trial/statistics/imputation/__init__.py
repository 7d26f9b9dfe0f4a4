"""Multiple imputation of a continuous outcome over visits: missing at random, reference-based, and tipping points."""
