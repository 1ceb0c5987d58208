"""The demo prefecture: loaded once, then walked through over HTTP."""
