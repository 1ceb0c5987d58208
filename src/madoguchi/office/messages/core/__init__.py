"""Templates and when to try again: pure."""
