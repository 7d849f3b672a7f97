"""Views of what is taken away and brought back."""
