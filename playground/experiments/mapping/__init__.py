"""Trainability maps as people see them: the form that asks for one, its picture, a cell in words."""
