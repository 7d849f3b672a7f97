"""Runs laid over each other: their curves, set-ups, X-rays and maps on one page."""
