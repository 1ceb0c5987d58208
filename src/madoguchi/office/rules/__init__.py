"""規則: one typed expression language, decision tables and dated parameters. Knows no procedure."""
