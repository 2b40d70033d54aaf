import { afterEach, describe, expect, test, vi } from "vitest";
import { grantsOf, may, namesOf } from "@/lib/access";
import {
  actionHref,
  collectionPath,
  editHref,
  filteredHref,
  isComplete,
  itemHref,
  itemPath,
  listHref,
  newHref,
  scopeOf,
} from "@/lib/addresses";
import { draftOf, isChoice, presetOf, same, wireValue } from "@/lib/drafts";
import { problemOf, propertyOf, send, ServiceError, type Transport } from "@/lib/http";
import { allOf, fetchLabels, keysIn, searchChoices } from "@/lib/labels";
import { fetchPage, itemsOf, nextOf, pageQuery } from "@/lib/list";
import { formatNumber } from "@/lib/numbers";
import { getQueryClient } from "@/lib/query-client";
import { fetchRecord, keyOf, labelOf, plainText } from "@/lib/record";
import { ruleInWords } from "@/lib/rules";
import { createAppStore } from "@/lib/store";
import { themeOf } from "@/lib/theme";
import { counted, inSentence, words } from "@/lib/words";
import { formatDay, formatInstant, localOf, wireOf } from "@/lib/zone";
import { category, field, pay, product, record } from "@/testing/contract";
import { json } from "@/testing/service";

const place = { service: "catalog", name: "products" };

test("access: any alternative, all of its roles", () => {
  expect(may([], [])).toBe(true);
  expect(may([["a"], ["b", "c"]], ["a"])).toBe(true);
  expect(may([["a"], ["b", "c"]], ["b"])).toBe(false);
});

test("access: a scope is met by one that was granted, or by the role of that name", () => {
  const held = grantsOf(["editor"], ["read"]);
  const ask = (...wanted: readonly string[]): boolean => may([wanted], held);
  expect([ask("scope:read"), ask("scope:editor"), ask("editor", "scope:read")]).toEqual([
    true,
    true,
    true,
  ]);
  expect([ask("read"), ask("scope:write")]).toEqual([false, false]);
  expect(namesOf(held)).toEqual(["editor"]);
});

test("addresses hold any key", () => {
  expect(itemHref(place, "a/b ?")).toBe("/services/catalog/products/items/a%2Fb%20%3F");
  expect(editHref(place, "1")).toBe("/services/catalog/products/items/1/edit");
  expect(newHref(place, { author: "x y" })).toBe("/services/catalog/products/new?in.author=x+y");
  expect(listHref(place)).toBe("/services/catalog/products");
  expect(filteredHref(place, "categoryId", "c")).toBe(
    "/services/catalog/products?filter.categoryId=c",
  );
  expect(actionHref(pay)).toBe("/actions/catalog/pay");
  const nested = { path: "/authors/{author}/books", parents: ["author"] };
  expect(itemPath(nested, "b/1", { author: "a b" })).toBe("/authors/a%20b/books/b%2F1");
  expect(collectionPath(nested)).toBe("/authors//books");
  expect(scopeOf(nested, { "in.author": "a", other: "b" })).toEqual({ author: "a" });
  expect([isComplete(nested, {}), isComplete(nested, { author: "a" })]).toEqual([false, true]);
});

describe("drafts", () => {
  const wire = (name: string, draft: string | boolean | string[]) => {
    const found = product.fields.find((one) => one.name === name);
    return found === undefined ? null : wireValue(found, draft);
  };

  test("decimals stay text, numbers are exact or refused", () => {
    expect(wire("price", "1234567890123456.10")).toEqual({
      kind: "value",
      value: "1234567890123456.10",
    });
    expect(wire("stock", " 12 ")).toEqual({ kind: "value", value: 12 });
    expect(wire("stock", "1.5")).toMatchObject({ kind: "wrong", rule: "integer" });
    expect(wire("stock", "9007199254740993")).toMatchObject({ kind: "wrong", rule: "unsafe" });
    const weight = field("weight", { kind: "number" });
    expect(wireValue(weight, "1e3")).toEqual({ kind: "value", value: 1000 });
    expect(wireValue(weight, "x")).toMatchObject({ rule: "number" });
    expect(wireValue(weight, "1e999")).toMatchObject({ rule: "unsafe" });
  });

  test("empty is null where null is a value, else absent", () => {
    expect(wire("notes", "")).toEqual({ kind: "value", value: null });
    expect(wire("name", "")).toEqual({ kind: "absent" });
    expect(wireValue(field("a", { preset: { value: "x" } }), "")).toEqual({
      kind: "value",
      value: "",
    });
  });

  test("choices, boxes, lists, JSON", () => {
    expect(wire("shade", "1")).toEqual({ kind: "value", value: "green" });
    expect(wire("sold", true)).toEqual({ kind: "value", value: true });
    expect(wireValue(field("b", { kind: "boolean", nullable: true }), "true")).toEqual({
      kind: "value",
      value: true,
    });
    expect(wire("tags", ["a"])).toEqual({ kind: "value", value: ["a"] });
    expect(wire("extra", '{"a":1}')).toEqual({ kind: "value", value: { a: 1 } });
    expect(wire("extra", "{")).toMatchObject({ rule: "json" });
    expect(wireValue(field("r", { kind: "reference", target: category }), "7", 3)).toEqual({
      kind: "value",
      value: 7,
    });
  });

  test("what a record holds comes back as it was", () => {
    for (const one of product.fields.filter(({ create }) => create)) {
      const original = record[one.name as keyof typeof record];
      expect(wireValue(one, draftOf(one, original), original)).toEqual({
        kind: "value",
        value: original,
      });
    }
  });

  test("presets and what is equal", () => {
    expect(product.fields.map(presetOf)).toContain("0");
    expect(draftOf(field("e", { kind: "enum", options: [1, 2] }), 2)).toBe("1");
    expect([
      isChoice(field("b", { kind: "boolean" })),
      isChoice(field("b", { kind: "boolean", required: true })),
    ]).toEqual([true, false]);
    expect([
      same({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }),
      same({ a: 1 }, { a: 2 }),
      same([1], { 0: 1 }),
      same(null, {}),
    ]).toEqual([true, false, false, false]);
  });
});

describe("requests", () => {
  const transport = (...answers: (Response | Error)[]): Transport => {
    const mock = vi.fn<Transport>();
    for (const answer of answers)
      mock.mockImplementationOnce(() =>
        answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer),
      );
    return mock;
  };

  test("an answer with its tag", async () => {
    expect(await send(transport(json({ a: 1 }, 200, { etag: '"1"' })), "s", "/")).toEqual({
      status: 200,
      body: { a: 1 },
      etag: '"1"',
    });
    expect((await send(transport(new Response(null, { status: 204 })), "s", "/")).body).toBeNull();
    expect((await send(transport(new Response("plain")), "s", "/")).body).toBe("plain");
  });

  test("refusals are thrown with their problem", async () => {
    const problem = {
      title: "Invalid",
      detail: "No.",
      correlationId: "x",
      errors: [{ detail: "Too long", in: "body", pointer: "/name" }, {}, 1],
    };
    await expect(send(transport(json(problem, 422)), "s", "/")).rejects.toMatchObject({
      problem: {
        status: 422,
        detail: "No.",
        reference: "x",
        violations: [{ detail: "Too long", pointer: "/name" }],
      },
    });
    await expect(send(transport(new TypeError("down")), "s", "/")).rejects.toBeInstanceOf(
      ServiceError,
    );
    await expect(
      send(transport(new DOMException("stop", "AbortError")), "s", "/"),
    ).rejects.toMatchObject({ name: "AbortError" });
    expect(await problemOf(new Response("<html>", { status: 502 }))).toMatchObject({
      status: 502,
      detail: null,
    });
    expect(await problemOf(json([1], 500))).toMatchObject({ status: 500 });
    expect([propertyOf("/a~1b/0"), propertyOf("#/x"), propertyOf(null), propertyOf("")]).toEqual([
      "a/b",
      "x",
      null,
      null,
    ]);
  });

  test("pages of every kind", async () => {
    const paging = { kind: "page", limit: "size", page: "page" } as const;
    const offset = { kind: "offset", limit: "size", offset: "from" } as const;
    expect(pageQuery(paging, "3", 10)).toEqual([
      ["size", "10"],
      ["page", "3"],
    ]);
    expect(pageQuery({ kind: "none", limit: null }, "3", 10)).toEqual([]);
    expect([
      nextOf(paging, [], 10, null, 10),
      nextOf(offset, [], 10, "10", 10),
      nextOf(offset, [], 9, null, 10),
    ]).toEqual(["2", "20", null]);
    expect(itemsOf({ data: [{ a: 1 }, 2] }, "data")).toEqual([{ a: 1 }]);
    expect(itemsOf([{ a: 1 }], null)).toEqual([{ a: 1 }]);
    const list = product.list;
    if (list === null) throw new Error("no list");
    const fetcher = transport(json({ items: [record], nextCursor: "n" }));
    expect(
      await fetchPage(fetcher, product, list, {
        filters: { shade: "red" },
        sort: "-name",
        cursor: "c",
        scope: {},
      }),
    ).toEqual({ items: [record], next: "n" });
    expect(fetcher).toHaveBeenCalledWith(
      "catalog",
      "/api/v1/products?limit=20&cursor=c&sort=-name&shade=red",
      {},
    );
  });

  test("one record", async () => {
    expect(
      await fetchRecord(transport(json(record, 200, { etag: '"1"' })), product, "p1", {}),
    ).toEqual({ record, etag: '"1"' });
    expect([
      keyOf(product, record),
      labelOf(product, record),
      labelOf(product, { ...record, name: " " }),
    ]).toEqual(["p1", "Lamp", "Product p1"]);
    expect([plainText(null), plainText(1), plainText({ a: 1 })]).toEqual(["", "1", '{"a":1}']);
  });

  test("labels one by one, or a page of them when there are many", async () => {
    const few = transport(json({ id: "c1", name: "Light" }), json({ title: "gone" }, 404));
    expect(await fetchLabels(few, category, ["c1", "c2"])).toEqual({ c1: "Light" });
    const items = ["1", "2", "3", "4"].map((id) => ({ id, name: `N${id}` }));
    const many = transport(json({ items, nextCursor: null }));
    expect(await fetchLabels(many, category, ["1", "2", "3", "4"])).toEqual({
      1: "N1",
      2: "N2",
      3: "N3",
      4: "N4",
    });
    expect(keysIn(field("x"), [{ x: "a" }, { x: ["b", "a"] }, { x: null }])).toEqual(["a", "b"]);
  });

  test("a search reads on until it finds", async () => {
    const pages = transport(
      json({ title: "no" }, 422),
      json({ items: [{ id: "1", name: "Chair" }], nextCursor: "n" }),
      json({ items: [{ id: "2", name: "Lamp" }], nextCursor: null }),
    );
    expect(await searchChoices(pages, category, "LAM")).toEqual({
      items: [{ value: "2", label: "Lamp" }],
      searched: 2,
      next: null,
    });
    const all = transport(json({ items: [{ id: "1", name: "Chair" }], nextCursor: null }));
    expect((await searchChoices(all, { ...category, find: null }, "")).items).toEqual([
      { value: "1", label: "Chair" },
    ]);
  });

  test("a search reaches every record, one stretch after another", async () => {
    const names = [...Array.from({ length: 700 }, (_, index) => `Chair ${index}`), "Lamp"];
    const service: Transport = (_, path) => {
      const query = new URL(path, "http://service.test").searchParams;
      const from = Number(query.get("cursor") ?? 0);
      const items = names.map((name, id) => ({ id: String(id), name })).slice(from, from + 100);
      const nextCursor = from + 100 < names.length ? String(from + 100) : null;
      return Promise.resolve(json({ items: query.has("name") ? [] : items, nextCursor }));
    };
    const first = await searchChoices(service, category, "lamp");
    expect(first).toMatchObject({ items: [], searched: 500 });
    const second = await searchChoices(service, category, "lamp", first.next);
    expect(allOf([first, second])).toEqual({
      items: [{ value: "700", label: "Lamp" }],
      searched: 701,
      next: null,
    });
  });
});

describe("words", () => {
  test("places are filled, forms are chosen", () => {
    expect(words("list.new", { title: "product" })).toBe("New product");
    expect(words("list.new")).toBe("New {title}");
    expect([counted("home.records", 1), counted("home.records", 1200)]).toEqual([
      "1 record",
      "1,200 records",
    ]);
    expect([inSentence("Product"), inSentence("HTTP log")]).toEqual(["product", "HTTP log"]);
  });

  test("numbers lose nothing", () => {
    expect(formatNumber("-123456789012345.1234")).toBe("\u2212123,456,789,012,345.1234");
    expect([formatNumber(1000), formatNumber("x"), formatNumber(1e21)]).toEqual([
      "1,000",
      "x",
      "1e+21",
    ]);
  });

  test("rules", () => {
    const rule = (
      changes: Parameters<typeof field>[1],
      keyword: string,
      limit: string | number | null = null,
      path: PropertyKey[] = [],
    ) => ruleInWords(field("a", changes), keyword, limit, path);
    expect(rule({}, "required")).toBe("Enter a value.");
    expect(rule({ kind: "enum" }, "required")).toBe("Choose one.");
    expect(rule({}, "maxLength", 1000)).toBe("Use at most 1,000 characters.");
    expect(rule({ kind: "decimal", limits: { scale: 2 } }, "pattern")).toContain(
      "at most 2 decimals",
    );
    expect(rule({ kind: "decimal" }, "pattern")).toContain("12.50");
    expect(rule({ kind: "email" }, "format")).toContain("@example.com");
    expect(rule({}, "enum")).toBe("Choose one of the values.");
    expect(rule({ kind: "array" }, "minimum", 1, [0, "size"])).toBe("[1].size: Enter 1 or more.");
    expect(rule({}, "not")).toBe("This value is not allowed.");
  });

  test("moments in a zone, days in none", () => {
    expect(formatInstant("2026-01-02T23:30:00Z", "Asia/Tokyo")).toMatch(/^Jan 3, 2026/u);
    expect([
      formatInstant("x", "UTC"),
      formatDay("2026-01-02"),
      formatDay("x"),
      localOf("x"),
      wireOf("x"),
    ]).toEqual(["x", "Jan 2, 2026", "x", "x", null]);
    expect(wireOf(localOf("2026-01-02T03:04:05Z"))).toBe("2026-01-02T03:04:05.000Z");
  });
});

describe("state", () => {
  afterEach(() => vi.useRealTimers());

  test("two stores share nothing", () => {
    const [one, other] = [createAppStore(), createAppStore()];
    one.getState().notify("saved");
    one.getState().follow("list", null);
    one.getState().follow("list", "c");
    one.getState().back("list");
    expect([one.getState().notices.length, other.getState().notices.length]).toEqual([1, 0]);
    expect(one.getState().trails).toEqual({ list: [null] });
    one.getState().restart("list");
    one.getState().dismiss(one.getState().notices[0]?.id ?? 0);
    expect(one.getState()).toMatchObject({ notices: [], trails: { list: [] } });
  });

  test("the server never shares a cache between two requests", () => {
    expect(getQueryClient()).not.toBe(getQueryClient());
    expect([themeOf("dark"), themeOf("pink"), themeOf(undefined)]).toEqual([
      "dark",
      "system",
      "system",
    ]);
  });
});
