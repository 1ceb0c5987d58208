"""Staff pages about staff; not in ``web``, on which the event log's workers stand: that would close a circle."""
