"""Whether the code agrees with its document; runs over every operation (API-03, TEST-04)."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from importlib.resources import files
from typing import ClassVar, TypeGuard

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from servicekit.contract import Contract
from servicekit.operation import Operation
from servicekit.requests import OperationRequest
from servicekit.settings import Settings
from servicekit.testing.suites.requests import Credentials, Sample, Samples
from servicekit.testing.suites.values import Values
from servicekit.testing.tokens import TokenFactory

_EVERYTHING_ELSE = frozenset({404, 405, 501})


class ContractSuite:
    """A service's tests inherit and name its `package`."""

    package: ClassVar[str]

    @pytest.fixture
    def credentials(
        self, contract: Contract, settings: Settings, tokens: TokenFactory
    ) -> Credentials:
        """Meets the security of operations."""
        return Credentials(contract, settings, tokens)

    @pytest.fixture
    def samples(self, contract: Contract, values: Values) -> Samples:
        """Makes valid requests."""
        return Samples(contract, values)

    async def test_the_packaged_document_is_served_as_it_stands(
        self, client: httpx2.AsyncClient
    ) -> None:
        packaged = json.loads(files(self.package).joinpath("openapi.json").read_text("utf-8"))
        response = await client.get("/openapi.json")
        assert response.headers["content-type"] == "application/json"
        assert response.json() == packaged

    def test_every_operation_has_a_request_model_that_agrees(self, contract: Contract) -> None:
        models = {model.operation_id: model for model in _request_models(self.package)}
        assert set(models) == set(contract.operations)
        for operation in contract.operations.values():
            fields = models[operation.id].model_fields
            keys = {field.alias or name for name, field in fields.items()}
            expected = {parameter.key for parameter in operation.parameters}
            expected |= {"body"} if operation.body else set()
            assert keys == expected, operation.id
            for name, field in fields.items():
                key = field.alias or name
                if any(item.key == key and item.required for item in operation.parameters):
                    assert field.is_required(), f"{operation.id}: {key}"

    def test_every_route_is_an_operation_and_every_operation_a_route(
        self, app: FastAPI, contract: Contract
    ) -> None:
        routed = {
            (operation_id, method.lower())
            for context in iter_route_contexts(app.routes)
            if (operation_id := getattr(context, "operation_id", None)) is not None
            for method in getattr(context, "methods", None) or ()
        }
        assert routed == {
            (operation.id, operation.method) for operation in contract.operations.values()
        }

    async def test_every_operation_answers_as_documented(
        self,
        client: httpx2.AsyncClient,
        contract: Contract,
        samples: Samples,
        credentials: Credentials,
    ) -> None:
        tried = 0
        for number, operation in enumerate(contract.operations.values()):
            for attempt in (number, number + 1):
                sample = _sample(samples, credentials, operation, attempt)
                if sample is None:
                    continue
                tried += 1
                response = await client.request(sample.method, sample.url, **sample.arguments())
                documented = operation.response(response.status_code) is not None
                expected = documented or response.status_code in _EVERYTHING_ELSE
                assert expected, f"{operation.id}: {response.status_code} {response.text}"
                assert response.status_code < 500 or response.status_code == 501, response.text
                assert response.status_code not in (401, 403), response.text
        assert tried > 0

    async def test_operations_with_security_refuse_strangers(
        self,
        client: httpx2.AsyncClient,
        contract: Contract,
        samples: Samples,
    ) -> None:
        for operation in contract.operations.values():
            if not operation.security or any(not option for option in operation.security):
                continue
            try:
                sample = samples.make(operation, 1)
            except LookupError:
                continue
            response = await client.request(sample.method, sample.url, **sample.arguments())
            assert response.status_code == 401, operation.id
            assert "www-authenticate" in response.headers

    async def test_a_body_of_another_type_is_refused(
        self,
        client: httpx2.AsyncClient,
        contract: Contract,
        samples: Samples,
        credentials: Credentials,
    ) -> None:
        for operation in contract.operations.values():
            if not operation.body or any("*" in part.media_type for part in operation.body):
                continue
            sample = _sample(samples, credentials, operation, 1)
            if sample is None:
                continue
            sample.headers["Content-Type"] = "application/x-nothing"
            response = await client.request(sample.method, sample.url, **sample.arguments())
            assert response.status_code == 415, operation.id

    async def test_errors_outside_of_operations_are_problems_too(
        self, client: httpx2.AsyncClient, contract: Contract
    ) -> None:
        response = await client.get("/no/such/path")
        assert response.status_code == 404
        assert response.headers["content-type"].startswith("application/problem+json")
        operation = next(iter(contract.operations.values()))
        path = contract.base_path + operation.path
        refused = await client.request("PROPFIND", path)
        assert refused.status_code == 405
        assert operation.method.upper() in refused.headers["allow"]


def _sample(
    samples: Samples,
    credentials: Credentials,
    operation: Operation,
    number: int,
) -> Sample | None:
    try:
        sample = samples.make(operation, number)
        credentials.meet(operation, sample)
    except LookupError:
        return None
    return sample


def _request_models(package: str) -> Iterator[type[OperationRequest]]:
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, f"{package}."):
        if module.name.rpartition(".")[2] == "requests":
            found = importlib.import_module(module.name)
            for value in vars(found).values():
                if _is_request(value) and value.__module__ == module.name:
                    yield value


def _is_request(value: object) -> TypeGuard[type[OperationRequest]]:
    return (
        isinstance(value, type)
        and issubclass(value, OperationRequest)
        and hasattr(value, "operation_id")
    )
