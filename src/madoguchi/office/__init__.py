"""Office: what any office has; knows no procedure."""
