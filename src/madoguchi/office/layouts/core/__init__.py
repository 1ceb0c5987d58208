"""Layouts, values, files and hand-over in pure Python; works without the rest of the product."""
