"""Who may act, and what an act does: plain data in, plain data out."""
