"""Reading the publishers' files, and what of an address or an account they tell."""
