"""Pure: the input format, columns packed into bytes, and who is told."""
