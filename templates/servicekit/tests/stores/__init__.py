"""Collections on a real PostgreSQL."""
