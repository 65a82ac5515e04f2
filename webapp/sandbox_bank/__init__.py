"""A pretend bank: its own program, its own book, nothing of the portal but the same repository."""
