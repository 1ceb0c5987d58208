"""Pages of intake: applying, correcting, withdrawing; entering at the counter."""
