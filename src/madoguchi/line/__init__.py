"""Line: the life of a procedure, in order."""
