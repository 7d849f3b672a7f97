"""Many settings at once: what a field's text asks for, which set-ups that gives in which order, and what they cost.

`axes` reads one field's text, `points` lays several beside each other, `bill` counts before anything is made.
"""
