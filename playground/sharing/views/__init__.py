"""Views of share links: what a viewer sees, what the owner does, and the picture chat apps show."""
