"""What a client may do, how shapes become schemas, how messages are signed: nothing of Django."""
