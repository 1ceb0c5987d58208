"""The pure engine of forms: parse a definition, read, check, show and compare answers."""
