"""Faces: compose the rooms for people."""
