"""States, the clock and the procedure's review part: pure."""
