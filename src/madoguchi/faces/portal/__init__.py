"""The residents' face: find a procedure, see where an application stands, go on with what was begun."""
