"""From a case to bands and chances for each treatment."""
