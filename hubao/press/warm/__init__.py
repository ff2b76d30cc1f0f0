"""The warm engine: everything is imported once, and each notebook runs in a fresh fork of that process."""
