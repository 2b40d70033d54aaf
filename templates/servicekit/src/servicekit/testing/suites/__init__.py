"""Suites that every service runs against itself: what a resource promises, what the document says."""
