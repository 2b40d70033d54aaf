"""Entities in PostgreSQL: everything between a validated request and the database.

A service describes its entities once (`resources.py`); `Entities` lists, creates, reads, changes
and deletes them exactly as the contract says.
"""

from servicekit.entities import codecs
from servicekit.entities.resource import Field, Ids, Key, Resource
from servicekit.entities.store import Entities

__all__ = ["Entities", "Field", "Ids", "Key", "Resource", "codecs"]
