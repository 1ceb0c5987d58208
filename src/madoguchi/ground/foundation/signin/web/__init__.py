"""The pages of sign-in, under ``/accounts/`` for the whole deployment."""
