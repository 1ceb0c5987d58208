"""`madoguchi bodies`: a body leaves the deployment, with everything it has (docs/operate/leaving.md)."""
