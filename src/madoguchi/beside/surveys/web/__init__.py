"""Pages of surveys: residents answer, staff prepare, enter and tabulate."""
