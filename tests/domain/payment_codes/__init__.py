"""Payment codes: vectors, limits, and that what goes in can be read out again."""
