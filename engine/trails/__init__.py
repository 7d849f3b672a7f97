"""Paths of several runs through weight space, seen on one plane (`plane`), with the loss of every place on it (`losses`, `result`)."""
