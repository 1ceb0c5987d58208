"""名簿: lists that everybody may look into and that others publish: postal codes, towns, banks."""
