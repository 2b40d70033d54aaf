class Missing(Exception):
    """Not there."""
