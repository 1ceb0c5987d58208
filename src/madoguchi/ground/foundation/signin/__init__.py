"""Sign-in: staff by password and one-time code of an app, residents by a code in a mail; allauth does the work behind."""
