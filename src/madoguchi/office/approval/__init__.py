"""決裁: routes, acts, 代決 and 後閲, for anything with a content hash. Knows no procedure."""
