"""What every entity of a service promises over HTTP, on a real database."""

import asyncio
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

import pytest

from servicekit.contract import Contract
from servicekit.settings import Settings
from servicekit.testing.suites.api import Api
from servicekit.testing.suites.cases import FieldCase, ResourceCase, Verb
from servicekit.testing.suites.maker import Maker, Record

SYSTEM = frozenset({"id", "createdAt", "updatedAt", "version"})
_ABSENT = str(UUID(int=0))


def problem(response: Any, status: int) -> Record:
    """The problem document of an answer; asserts its status and form."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("application/problem+json")
    document = cast("Record", response.json())
    assert document["status"] == status
    assert document["correlationId"] == response.headers["x-request-id"]
    return document


def item(case: ResourceCase, record: Record) -> str:
    """The path of a record."""
    return f"{case.path}/{record['id']}"


class ResourceSuite:
    """Creating, reading, changing and deleting; a service's tests inherit and name `cases`."""

    cases: ClassVar[Iterable[ResourceCase]] = ()

    async def test_create_answers_what_is_stored(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        body = await make.body(case)
        derived = make.rules(case).derived
        response = await api.create(case.path, body)
        assert response.status_code == 201, response.text
        record = response.json()
        assert UUID(record["id"]).version == 7
        assert record["version"] == 1
        assert record["createdAt"] == record["updatedAt"]
        assert response.headers["etag"] == '"1"'
        assert response.headers["location"].endswith(item(case, record))
        for field in case.writable:
            if field.name in body and field.name not in derived:
                assert same(field, record[field.name], body[field.name]), field.name
        read = await api.get(item(case, record))
        assert read.json() == record
        assert read.headers["etag"] == '"1"'

    async def test_create_fills_in_what_is_left_out(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        body = await make.body(case, optional=False)
        response = await api.create(case.path, body)
        assert response.status_code == 201, response.text
        record = response.json()
        assert set(record) == SYSTEM | {field.name for field in case.fields}
        for field in case.fields:
            if field.name in body or field.name in make.rules(case).derived:
                continue
            if field.kind in ("many", "inverse"):
                assert record[field.name] == []
            elif field.optional and not field.preset:
                assert record[field.name] is None
            elif field.preset and not field.optional:
                assert record[field.name] is not None

    async def test_create_refuses_a_body_without_a_required_property(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        body = await make.body(case, optional=False)
        for field in case.writable:
            if field.required:
                short = {name: value for name, value in body.items() if name != field.name}
                problem(await api.create(case.path, short), 422)

    async def test_a_body_over_the_limit_is_refused(
        self, case: ResourceCase, api: Api, contract: Contract, settings: Settings
    ) -> None:
        oversized = b" " * (settings.max_body_bytes + 1)
        for verb, path in (("create", case.path), ("update", f"{case.path}/{_ABSENT}")):
            operation = contract.operations.get(case.operations.get(verb, ""))
            if operation is None or operation.response(413) is None:
                continue
            response = await api.send(
                operation.method.upper(),
                path,
                content=oversized,
                headers={"Content-Type": "application/json", "If-Match": '"1"'},
            )
            problem(response, 413)

    async def test_null_is_refused_where_it_is_not_optional(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        body = await make.body(case, optional=False)
        for field in case.writable:
            response = await api.create(case.path, {**body, field.name: None})
            if field.optional and field.kind != "many":
                assert response.status_code in (201, 409), response.text
            else:
                found = problem(response, 422)
                assert any(field.name in str(error) for error in found["errors"])

    @pytest.mark.parametrize("name", [*sorted(SYSTEM), "surplus"])
    async def test_read_only_and_unknown_properties_are_refused(
        self, case: ResourceCase, api: Api, make: Maker, name: str
    ) -> None:
        body = await make.body(case, optional=False)
        problem(await api.create(case.path, {**body, name: 1}), 422)
        record = await make.store(case, optional=False)
        problem(await api.update(item(case, record), {name: 1}, 1), 422)

    async def test_update_changes_what_is_sent_and_nothing_else(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        record = await make.store(case)
        fresh = await make.body(case)
        derived = make.rules(case).derived
        version = 1
        for field in case.writable:
            if field.name not in fresh or field.name in derived:
                continue
            response = await api.update(
                item(case, record), {field.name: fresh[field.name]}, version
            )
            assert response.status_code == 200, response.text
            changed = response.json()
            version += 1
            assert changed["version"] == version
            assert response.headers["etag"] == f'"{version}"'
            assert merged(field, changed[field.name], fresh[field.name]), field.name
            same_as_before = (
                SYSTEM - {"version", "updatedAt"}
                | {
                    other.name
                    for other in case.fields
                    if other.name != field.name and other.kind != "inverse"
                }
                - derived
            )
            assert {name: changed[name] for name in same_as_before} == {
                name: record[name] for name in same_as_before
            }
            assert changed["updatedAt"] > record["updatedAt"]
            record = changed
        assert (await api.get(item(case, record))).json() == record

    async def test_members_of_an_object_change_one_by_one(
        self, case: ResourceCase, api: Api, make: Maker, contract: Contract
    ) -> None:
        record = await make.store(case)
        derived = make.rules(case).derived
        body = contract.operations[case.operations["update"]].body[0].schema or ""
        for name, place in contract.shapes.properties(body).items():
            members = record[name] if case.field(name).kind == "json" else None
            if not isinstance(members, dict) or name in derived:
                continue
            for member, value in members.items():
                for sent, left in ((value, members), (None, _without(members, member))):
                    if not contract.schemas.accepts(place, {member: sent}):
                        continue
                    response = await api.update(
                        item(case, record), {name: {member: sent}}, record["version"]
                    )
                    assert response.status_code == 200, response.text
                    record = response.json()
                    assert record[name] == left
                    restored = await api.update(
                        item(case, record), {name: members}, record["version"]
                    )
                    record = restored.json()

    async def test_null_clears_an_optional_property(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        record = await make.store(case)
        derived = make.rules(case).derived
        cleared = {
            field.name: None
            for field in case.writable
            if field.optional and field.kind != "many" and field.name not in derived
        }
        response = await api.update(item(case, record), cleared, 1)
        assert response.status_code == 200, response.text
        assert all(response.json()[name] is None for name in cleared)

    async def test_delete_removes_it(self, case: ResourceCase, api: Api, make: Maker) -> None:
        record = await make.store(case)
        other = await make.store(case, optional=False)
        response = await api.delete(item(case, record), 1)
        assert response.status_code == 204, response.text
        assert response.content == b""
        problem(await api.get(item(case, record)), 404)
        assert (await api.get(item(case, other))).status_code == 200

    async def test_what_does_not_exist_is_not_found(self, case: ResourceCase, api: Api) -> None:
        path = f"{case.path}/{_ABSENT}"
        problem(await api.get(path), 404)
        problem(await api.send("PATCH", path, json={}), 404)
        problem(await api.send("DELETE", path), 404)
        problem(await api.get(f"{case.path}/no-uuid"), 422)

    async def test_changes_name_the_version_they_change(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        record = await make.store(case)
        path = item(case, record)
        problem(await api.send("PATCH", path, json={}), 428)
        problem(await api.send("DELETE", path), 428)
        problem(await api.update(path, {}, 2), 412)
        problem(await api.delete(path, 2), 412)
        assert (await api.get(path)).json() == record

    async def test_of_two_changes_of_one_version_one_wins(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        record = await make.store(case)
        body = {
            name: value
            for name, value in (await make.body(case, optional=False)).items()
            if case.field(name).kind != "reference"
        }
        answers = await asyncio.gather(*(api.update(item(case, record), body, 1) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]

    async def test_a_version_at_hand_is_not_sent_again(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        record = await make.store(case)
        path = item(case, record)
        for at_hand in ('"1"', 'W/"1"', '"7", "1"', "*"):
            response = await api.get(path, headers={"If-None-Match": at_hand})
            assert response.status_code == 304
            assert response.content == b""
            assert response.headers["etag"] == '"1"'
        assert (await api.get(path, headers={"If-None-Match": '"2"'})).status_code == 200

    async def test_only_the_declared_roles_may(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        record = await make.store(case)
        path = item(case, record)
        attempts: list[tuple[Verb, str, str, dict[str, Any]]] = [
            ("read", "GET", case.path, {}),
            ("read", "GET", path, {}),
            ("create", "POST", case.path, {"json": {}}),
            ("update", "PATCH", path, {"json": {}}),
            ("delete", "DELETE", path, {}),
        ]
        for verb, method, where, rest in attempts:
            for role in sorted(api.everyone | {"viewer", "editor", "admin"} - {"-"}):
                response = await api.send(method, where, roles=[role], **rest)
                allowed = role in case.access[verb] or (role == "-" and not case.access[verb])
                assert (response.status_code != 403) is allowed, (verb, role, response.text)
            problem(await api.send(method, where, roles=[], **rest), 403)
            refused = await api.send(method, where, anonymous=True, **rest)
            problem(refused, 401)
            assert refused.headers["www-authenticate"].startswith("Bearer")
        assert (await api.get(path)).json() == record

    async def test_unique_keys_do_not_repeat(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        for key in case.keys:
            first = await make.store(case)
            if any(first[name] is None for name in key):
                continue
            taken = {name: first[name] for name in key}
            second = await make.body(case)
            found = problem(await api.create(case.path, {**second, **taken}), 409)
            assert any(name in found["detail"] for name in key)
            other = (await api.create(case.path, second)).json()
            problem(await api.update(item(case, other), taken, 1), 409)
            assert (await api.get(item(case, other))).json() == other

    async def test_references_lead_somewhere(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        record = await make.store(case)
        body = await make.body(case)
        for field in case.writable:
            if field.kind in ("reference", "many"):
                nowhere: Any = str(uuid4()) if field.kind == "reference" else [str(uuid4())]
                problem(await api.create(case.path, {**body, field.name: nowhere}), 409)
                problem(await api.update(item(case, record), {field.name: nowhere}, 1), 409)

    async def test_deleting_a_target_does_what_the_reference_says(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        for field in case.writable:
            if field.kind != "reference" or field.target == case.entity:
                continue
            target_case = make.case(field.target)
            target = await make.store(target_case, optional=False)
            record = await make.store(case, optional=False, **{field.name: target["id"]})
            response = await api.delete(item(target_case, target), target["version"])
            after = await api.get(item(case, record))
            if field.on_delete == "restrict":
                problem(response, 409)
                assert after.json() == record
            elif response.status_code == 409:
                # Another reference on the way restricts the delete.
                assert after.json() == record
            elif field.on_delete == "cascade":
                assert response.status_code == 204, response.text
                problem(after, 404)
            else:
                assert response.status_code == 204, response.text
                assert after.json()[field.name] is None

    async def test_many_to_many_sets_are_replaced(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        for field in case.writable:
            if field.kind != "many":
                continue
            target = make.case(field.target)
            ids = [(await make.store(target, optional=False))["id"] for _ in range(3)]
            record = await make.store(case, optional=False, **{field.name: ids[::-1]})
            assert record[field.name] == sorted(ids)
            path = item(case, record)
            fewer = await api.update(path, {field.name: ids[1:2]}, 1)
            assert fewer.json()[field.name] == ids[1:2]
            assert fewer.json()["version"] == 2
            problem(await api.update(path, {field.name: [ids[0], ids[0]]}, 2), 422)
            emptied = await api.update(path, {field.name: []}, 2)
            assert emptied.json()[field.name] == []

    async def test_the_other_side_shows_who_refers_to_it(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        for field in case.fields:
            if field.kind != "inverse":
                continue
            record = await make.store(case, optional=False)
            other = make.case(field.target)
            many = other.field(field.mirrors).kind == "many"
            link = [record["id"]] if many else record["id"]
            unique = other.field(field.mirrors).unique
            referring = [
                (await make.store(other, optional=False, **{field.mirrors: link}))["id"]
                for _ in range(1 if unique else 2)
            ]
            shown = (await api.get(item(case, record))).json()
            assert shown[field.name] == sorted(referring)
            problem(await api.update(item(case, record), {field.name: []}, 1), 422)


def _without(members: Record, name: str) -> Record:
    return {key: value for key, value in members.items() if key != name}


def same(field: FieldCase, answered: Any, sent: Any) -> bool:
    """Whether an answer holds what was sent, in the form the contract gives it."""
    match field.kind:
        case "decimal":
            return Decimal(answered) == Decimal(sent) if sent is not None else answered is None
        case "uuid" | "foreign" | "reference":
            return bool(answered == (sent.lower() if sent is not None else None))
        case "many":
            return bool(answered == sorted(sent))
        case "datetime":
            return sent is None or str(answered)[:19] == str(sent)[:19]
        case _:
            return bool(answered == sent)


def merged(field: FieldCase, answered: Any, sent: Any) -> bool:
    """Like `same`, after a merge patch: objects keep the members that were not sent."""
    if field.kind == "json" and isinstance(sent, dict) and isinstance(answered, dict):
        return all(name in answered for name in sent)
    return same(field, answered, sent)
