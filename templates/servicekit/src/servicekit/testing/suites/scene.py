"""What happens in one scenario: a client, the thing it is about, and the last answer."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx2

from servicekit.testing.suites.api import Api
from servicekit.testing.suites.cases import ResourceCase
from servicekit.testing.suites.maker import Maker, Record

T = TypeVar("T")


@dataclass
class Scene:
    """State of a scenario. Steps are plain functions, so they wait for the client here."""

    runner: asyncio.Runner
    api: Api
    make: Maker
    cases: dict[str, ResourceCase]
    sender: dict[str, Any] = field(default_factory=dict)
    subject: ResourceCase | None = None
    record: Record | None = None
    change: Record = field(default_factory=dict)
    answer: httpx2.Response | None = None

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of asynchronous work."""
        return self.runner.run(work)

    def about(self, plural: str) -> ResourceCase:
        """Makes an entity, by its plural, the subject of the scenario."""
        self.subject = self.cases[plural]
        return self.subject

    @property
    def case(self) -> ResourceCase:
        """The entity that the scenario is about."""
        assert self.subject is not None, "no step has said what the scenario is about"
        return self.subject

    @property
    def stored(self) -> Record:
        """The record that the scenario is about."""
        assert self.record is not None, "no step has stored anything"
        return self.record

    @property
    def answered(self) -> httpx2.Response:
        """The last answer."""
        assert self.answer is not None, "no step has sent anything"
        return self.answer

    @property
    def path(self) -> str:
        """The path of the record."""
        return f"{self.case.path}/{self.stored['id']}"
