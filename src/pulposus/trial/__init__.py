"""Virtual clinical trials: patients, designs, conduct, analysis and what a trial could show."""
