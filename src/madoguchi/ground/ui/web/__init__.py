"""Pages of the look itself: the gallery, and the two choices a reader makes (language, size of text)."""
