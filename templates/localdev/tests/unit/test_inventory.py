"""Two inventories: what is said about their differences."""

import json

import pytest

from localdev.inventory import Inventory, Table

FULL = Inventory(
    {"public.notes": Table(2, "7"), "public.tags": Table(0, "0")},
    {"constraint public.notes.notes_pkey": "a", "index public.notes_pkey": "b"},
    ("r1",),
)


def changed(**changes: object) -> Inventory:
    values = json.loads(json.dumps(FULL.to_json()))
    for key, value in changes.items():
        values[key] = value
    return Inventory.from_json(values)


def test_it_survives_being_written() -> None:
    assert changed() == FULL
    assert FULL.differences(changed()) == []
    assert (FULL.rows, FULL.count("constraint"), FULL.count("view")) == (2, 1, 0)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (changed(tables={"public.notes": {"rows": 2, "digest": "7"}}), ["table public.tags is missing"]),
        (
            changed(tables={**FULL.to_json()["tables"], "public.notes": {"rows": 1, "digest": "7"}}),
            ["table public.notes: 1 rows instead of 2"],
        ),
        (
            changed(tables={**FULL.to_json()["tables"], "public.notes": {"rows": 2, "digest": "8"}}),
            ["table public.notes: 2 rows, not all of them the same"],
        ),
        (
            changed(tables={**FULL.to_json()["tables"], "public.x": {"rows": 0, "digest": "0"}}),
            ["table public.x was not there"],
        ),
        (
            changed(definitions={"index public.notes_pkey": "c", "view public.v": "d"}),
            [
                "constraint public.notes.notes_pkey is missing",
                "index public.notes_pkey is defined otherwise",
                "view public.v was not there",
            ],
        ),
        (changed(revisions=[]), ["migrated to none instead of r1"]),
    ],
)  # fmt: skip
def test_every_difference_is_said(found: Inventory, said: list[str]) -> None:
    assert FULL.differences(found) == said
