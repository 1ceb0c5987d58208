"""What stands behind ``files``: where bytes lie, what they may hold, who scans them."""
