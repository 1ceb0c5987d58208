"""Tests of the house itself: doors, names, words, sizes."""
