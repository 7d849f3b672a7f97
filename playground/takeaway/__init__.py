"""Runs as files: written for whoever may see them, replayed by a page of their own without a network, and read in again."""
