"""Looking at a trial before its end: bounds, new sample sizes and dropping of arms, as pure functions."""
