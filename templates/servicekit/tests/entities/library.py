"""A small library: every kind of field and relation, on tables of its own."""

import datetime as dt
import decimal
import typing
import uuid

import sqlalchemy as sa
import sqlmodel
from pydantic import ConfigDict
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql

from servicekit.entities import Field, Ids, Key, Resource, codecs
from servicekit.entities.rows import EntityRow
from servicekit.requests import OperationRequest

_registry = orm.registry()


class Base(sqlmodel.SQLModel, registry=_registry):
    """Root of the library's tables."""


class Entity(EntityRow, Base):
    """What every entity has."""


class AuthorRow(Entity, table=True):
    """A row of authors."""

    __tablename__ = "authors"
    __table_args__ = (sa.Index("uq_authors_email", sa.func.lower(sa.column("email")), unique=True),)

    name: str = sqlmodel.Field(sa_column=sa.Column("name", sa.Text(collation="C"), nullable=False))
    email: str | None = sqlmodel.Field(
        default=None, sa_column=sa.Column("email", sa.Text(collation="C"))
    )


class LabelRow(Entity, table=True):
    """A row of labels."""

    __tablename__ = "labels"
    __table_args__ = (sa.Index("uq_labels_text", sa.func.md5(sa.column("text")), unique=True),)

    text: str = sqlmodel.Field(sa_column=sa.Column("text", sa.Text(collation="C"), nullable=False))
    books: list["BookRow"] = sqlmodel.Relationship(
        sa_relationship=orm.relationship(
            "BookRow", secondary="books_labels", back_populates="labels", lazy="raise"
        )
    )


class BookLabelRow(Base, table=True):
    """A row of books_labels."""

    __tablename__ = "books_labels"

    book_id: uuid.UUID = sqlmodel.Field(
        sa_column=sa.Column(
            "book_id",
            sa.Uuid,
            sa.ForeignKey("books.id", name="fk_books_labels_book_id", ondelete="CASCADE"),
            primary_key=True,
        )
    )
    label_id: uuid.UUID = sqlmodel.Field(
        sa_column=sa.Column(
            "label_id",
            sa.Uuid,
            sa.ForeignKey("labels.id", name="fk_books_labels_label_id", ondelete="CASCADE"),
            primary_key=True,
        )
    )


class BookRow(Entity, table=True):
    """A row of books."""

    __tablename__ = "books"

    title: str = sqlmodel.Field(
        sa_column=sa.Column("title", sa.Text(collation="C"), nullable=False)
    )
    pages: int | None = sqlmodel.Field(default=None, sa_column=sa.Column("pages", sa.BigInteger))
    weight: float | None = sqlmodel.Field(default=None, sa_column=sa.Column("weight", sa.Double))
    price: decimal.Decimal | None = sqlmodel.Field(
        default=None, sa_column=sa.Column("price", sa.Numeric(19, 4))
    )
    printed: dt.date | None = sqlmodel.Field(default=None, sa_column=sa.Column("printed", sa.Date))
    sold_at: dt.datetime | None = sqlmodel.Field(
        default=None, sa_column=sa.Column("sold_at", sa.DateTime(timezone=True))
    )
    code: uuid.UUID | None = sqlmodel.Field(default=None, sa_column=sa.Column("code", sa.Uuid))
    lent: bool = sqlmodel.Field(sa_column=sa.Column("lent", sa.Boolean, nullable=False))
    extra: typing.Any = sqlmodel.Field(
        default=None, sa_column=sa.Column("extra", postgresql.JSONB(none_as_null=True))
    )
    author_id: uuid.UUID = sqlmodel.Field(
        sa_column=sa.Column(
            "author_id", sa.Uuid, sa.ForeignKey("authors.id", name="fk_books_author_id")
        )
    )
    sequel_id: uuid.UUID | None = sqlmodel.Field(
        default=None,
        sa_column=sa.Column(
            "sequel_id",
            sa.Uuid,
            sa.ForeignKey("books.id", name="fk_books_sequel_id", ondelete="SET NULL"),
        ),
    )
    labels: list[LabelRow] = sqlmodel.Relationship(
        sa_relationship=orm.relationship(
            "LabelRow", secondary="books_labels", back_populates="books", lazy="raise"
        )
    )


class ReviewRow(Entity, table=True):
    """A row of reviews."""

    __tablename__ = "reviews"

    words: str = sqlmodel.Field(sa_column=sa.Column("words", sa.Text(collation="C")))
    book_id: uuid.UUID = sqlmodel.Field(
        sa_column=sa.Column(
            "book_id",
            sa.Uuid,
            sa.ForeignKey("books.id", name="fk_reviews_book_id", ondelete="CASCADE"),
        )
    )
    answers_id: uuid.UUID | None = sqlmodel.Field(
        default=None,
        sa_column=sa.Column(
            "answers_id",
            sa.Uuid,
            sa.ForeignKey("reviews.id", name="fk_reviews_answers_id", ondelete="SET NULL"),
        ),
    )


_KEYS = {
    "uq_authors_email": Key("Author", ("email",)),
    "uq_labels_text": Key("Label", ("text",)),
    "fk_books_author_id": Key("Book", ("authorId",)),
    "fk_books_sequel_id": Key("Book", ("sequelId",)),
    "fk_books_labels_label_id": Key("Book", ("labels",)),
    "fk_reviews_book_id": Key("Review", ("bookId",)),
}

AUTHOR = Resource(
    name="Author",
    path="/authors",
    model=AuthorRow,
    fields=(
        Field("name", codecs.text()),
        Field("email", codecs.text(ignores_case=True), optional=True),
    ),
    inverse=(Ids("books", BookRow, owner="author_id", target="id"),),
    keys=_KEYS,
)

LABEL = Resource(
    name="Label",
    path="/labels",
    model=LabelRow,
    fields=(Field("text", codecs.text()),),
    inverse=(Ids("books", BookLabelRow, owner="label_id", target="book_id"),),
    keys=_KEYS,
)

BOOK = Resource(
    name="Book",
    path="/books",
    model=BookRow,
    fields=(
        Field("title", codecs.text()),
        Field("pages", codecs.integer(), optional=True),
        Field("weight", codecs.number(), optional=True),
        Field("price", codecs.decimal(scale=4), optional=True),
        Field("printed", codecs.date(), optional=True),
        Field("soldAt", codecs.datetime(), column="sold_at", optional=True),
        Field("code", codecs.uuid(), optional=True),
        Field("lent", codecs.boolean(), default=False),
        Field("extra", codecs.json(max_bytes=65536), optional=True, default={"tags": []}),
        Field("authorId", codecs.uuid(), column="author_id"),
        Field("sequelId", codecs.uuid(), column="sequel_id", optional=True),
    ),
    many=(Ids("labels", BookLabelRow, owner="book_id", target="label_id"),),
    keys=_KEYS,
)

REVIEW = Resource(
    name="Review",
    path="/reviews",
    model=ReviewRow,
    fields=(
        Field("words", codecs.text()),
        Field("bookId", codecs.uuid(), column="book_id"),
        Field("answersId", codecs.uuid(), column="answers_id", optional=True),
    ),
    keys=_KEYS,
)

METADATA = Base.metadata


class Sent(OperationRequest):
    """A request that has been validated, whatever it carries."""

    model_config = ConfigDict(extra="allow")
    operation_id: typing.ClassVar[str] = "anything"


def sent(body: typing.Any = None, **parameters: object) -> Sent:
    """A request with a body and parameters; `if_match` is the header of that name."""
    names = {"if_match": "If-Match", "if_none_match": "If-None-Match"}
    values = {names.get(name, name): value for name, value in parameters.items()}
    if body is not None:
        values["body"] = body
    return Sent.model_validate(values)
