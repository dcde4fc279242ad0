"""Coverage of behaviour: what there is to meet, what a run has met of it, and on which guesses it relies."""
