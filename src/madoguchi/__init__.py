"""Madoguchi (窓口): a prefecture and its municipalities carry every procedure through its whole life."""

__version__ = "0.1.0"
