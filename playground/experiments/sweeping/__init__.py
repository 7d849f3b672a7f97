"""Sweeps as people see them: the form that asks for one, and its results."""
