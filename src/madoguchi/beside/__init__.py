"""Beside the line: special counters, independent of each other."""
