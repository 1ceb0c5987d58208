"""Staff pages about staff. Apart from ``web``, which the event log's workers stand on and which may not import services."""
