"""Network meta-analysis: all treatments at once, through every trial that links them."""
