"""お知らせ: templates, channels, delivery status. Knows no procedure."""
