"""Measures as pure functions of plain events."""
