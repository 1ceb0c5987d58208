"""試験用の団体: a body in which vendors try the API, with an officer who does as told."""
