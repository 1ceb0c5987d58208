"""Pages of the room 外部システム."""
