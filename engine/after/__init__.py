"""What is done to a network after it has been trained: one file an idea."""
