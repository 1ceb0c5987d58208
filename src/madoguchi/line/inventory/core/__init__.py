"""Obstacles, stages, channels: the words of the inventory, pure."""
