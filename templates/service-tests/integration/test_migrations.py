"""The migrations lead to the schema that the code expects, and back."""

from servicekit.testing import ServiceUnderTest, databases


def test_up_down_and_up_again_ends_at_the_schema_of_the_code(
    service_under_test: ServiceUnderTest,
) -> None:
    with databases.fresh_database("migrations") as url:
        folder = service_under_test.directory
        databases.alembic(folder, url, "upgrade", "head")
        databases.alembic(folder, url, "downgrade", "base")
        databases.alembic(folder, url, "upgrade", "head")
        assert "No new upgrade operations detected" in databases.alembic(folder, url, "check")


def test_the_history_is_one_line(service_under_test: ServiceUnderTest) -> None:
    """Only the revisions are read: no database is asked."""
    heads = databases.alembic(service_under_test.directory, "postgresql://nowhere", "heads")
    assert len([line for line in heads.splitlines() if "(head)" in line]) == 1
