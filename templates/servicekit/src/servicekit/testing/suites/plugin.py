"""Fixtures of the suites; pytest loads them by itself, next to `servicekit.testing.plugin`."""

from collections.abc import Iterable, Mapping

import httpx2
import pytest
from fastapi import FastAPI

from servicekit.contract import Contract
from servicekit.operation import Operation
from servicekit.testing.rules import NO_RULES, EntityRules
from servicekit.testing.service import ServiceUnderTest
from servicekit.testing.suites.api import Api
from servicekit.testing.suites.cases import ResourceCase, load_cases
from servicekit.testing.suites.collections import CollectionCase
from servicekit.testing.suites.maker import Maker
from servicekit.testing.suites.values import Values
from servicekit.testing.tokens import TokenFactory

# The role of operations that are closed to everyone: nobody holds it outside of tests.
NOBODY = "-"


def pytest_configure() -> None:
    """Makes pytest explain the assertions of the suites as it does those of tests."""
    pytest.register_assert_rewrite("servicekit.testing.suites")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs each test of a suite once per entity, or once per collection, of the service."""
    if "case" in metafunc.fixturenames and metafunc.cls is not None:
        found: Iterable[ResourceCase] = metafunc.cls.cases
        metafunc.parametrize("case", found, ids=lambda case: case.entity)
    if "collection" in metafunc.fixturenames and metafunc.cls is not None:
        given: Iterable[CollectionCase] = metafunc.cls.cases
        metafunc.parametrize("collection", given, ids=lambda collection: collection.path)


@pytest.fixture(scope="session")
def service_package() -> str:
    """The Python package of the service; its conftest says which."""
    raise NotImplementedError("override the fixture service_package in tests/conftest.py")


@pytest.fixture(scope="session")
def cases(service_under_test: ServiceUnderTest) -> tuple[ResourceCase, ...]:
    """The entities of the service."""
    return load_cases(service_under_test.directory)


@pytest.fixture(scope="session")
def rules() -> Mapping[str, EntityRules]:
    """The service's own rules, by entity; its conftest overrides it as soon as it has any."""
    return {}


@pytest.fixture(autouse=True)
def _heed_rules(request: pytest.FixtureRequest, rules: Mapping[str, EntityRules]) -> None:
    """Skips, with their reason, the tests that the service's rules exclude for an entity."""
    parameters = getattr(getattr(request.node, "callspec", None), "params", {})
    case = parameters.get("case")
    if isinstance(case, ResourceCase):
        reason = rules.get(case.entity, NO_RULES).skipped.get(request.node.originalname)
        if reason is not None:
            pytest.skip(reason)


@pytest.fixture(scope="session")
def contract(app: FastAPI) -> Contract:
    """The document of the running service."""
    found: Contract = app.state.contract
    return found


@pytest.fixture(scope="session")
def packaged_contract(service_package: str) -> Contract:
    """The document in the service's package, without starting the service."""
    return Contract.of_package(service_package)


@pytest.fixture(scope="session")
def every_role(packaged_contract: Contract) -> frozenset[str]:
    """Every role that the document names, and the one that nobody holds."""
    operations = packaged_contract.operations.values()
    return frozenset(
        {NOBODY}.union(*(granted for operation in operations for granted in _granted(operation)))
    )


@pytest.fixture(scope="session")
def values(packaged_contract: Contract) -> Values:
    """Makes values that the document accepts."""
    return Values(packaged_contract)


@pytest.fixture
def api(client: httpx2.AsyncClient, tokens: TokenFactory, every_role: frozenset[str]) -> Api:
    """A client that holds every role unless a test says otherwise; the database is empty."""
    return Api(client, lambda roles: tokens.token(*roles), every_role)


@pytest.fixture
def make(
    api: Api,
    values: Values,
    cases: tuple[ResourceCase, ...],
    rules: Mapping[str, EntityRules],
) -> Maker:
    """Makes records through the API."""
    return Maker(api, values, cases, rules)


def _granted(operation: Operation) -> Iterable[tuple[str, ...]]:
    return (names for option in operation.security for names in option.values())
