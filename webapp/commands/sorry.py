"""What a command says instead of doing what it was asked."""


class Sorry(Exception):
    """A sentence for the operator; the command ends with 1."""
