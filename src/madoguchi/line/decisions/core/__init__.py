"""Outcomes and what each of them needs before it can be sealed: pure."""
