"""Papers: what stands on them, in every language, for archives and for screen readers."""
