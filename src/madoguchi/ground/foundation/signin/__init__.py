"""Sign-in: staff by password and an app's code, residents by a code in a mail; allauth works behind."""
