"""What the trials say about the unknowns of the symptom model, and whether its forecasts of trials can be believed."""
