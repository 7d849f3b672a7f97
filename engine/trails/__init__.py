"""Paths of several runs through weight space, seen on one `plane`, with the loss around them (`losses`, `result`)."""
