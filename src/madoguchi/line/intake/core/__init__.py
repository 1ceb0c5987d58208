"""States and channels of an application: pure."""
