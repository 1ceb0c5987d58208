"""The linkage part of a definition, and rows from it."""
