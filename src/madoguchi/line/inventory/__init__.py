"""棚卸し: procedures, what holds them back, and how far each has come."""
