"""What somebody with bad intentions, or a broken phone, may send."""
