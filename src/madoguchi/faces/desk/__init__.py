"""職員の顔: home, inbox, case page. Composes the rooms for staff."""
