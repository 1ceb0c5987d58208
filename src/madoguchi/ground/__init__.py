"""Ground: what everything stands on."""
