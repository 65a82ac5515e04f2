"""Pictures: the only rooms that know the imaging library."""
