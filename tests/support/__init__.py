"""What the tests stand on: databases, servers, loud faults, rows of two bodies."""
