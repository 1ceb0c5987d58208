"""Bodies, people, sign-in, permissions, event log, files, tasks, dated settings."""
