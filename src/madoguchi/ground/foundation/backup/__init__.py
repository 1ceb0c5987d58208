"""`madoguchi backup` and `madoguchi restore`: everything a deployment keeps (docs/operate/backup.md)."""
