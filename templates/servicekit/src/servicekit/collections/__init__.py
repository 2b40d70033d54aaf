"""Plain resources of a document that nobody wrote code for, kept as JSON in PostgreSQL.

A service describes its collections once (`stores.py`); `Collections` lists, creates, reads,
changes and deletes their objects as the contract says.
"""

from servicekit.collections.collection import Collection, Listing
from servicekit.collections.store import Collections
from servicekit.collections.tables import collection_table

__all__ = ["Collection", "Collections", "Listing", "collection_table"]
