"""A recipe as a program that runs without us: parts of scripts, and the writers of their sections."""
