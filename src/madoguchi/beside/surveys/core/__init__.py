"""Pure rules of surveys: codes of sheets, tables, weights, protection of small numbers."""
