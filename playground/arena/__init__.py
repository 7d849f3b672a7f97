"""The arena's page: optimizers race on a surface of two numbers."""
