import { describe, expect, test } from "vitest";
import type { JsonObject } from "@/contract/model";
import { type JsonSchema, zodFrom } from "@/lib/json-schema";
import { keywordOf } from "@/lib/schema-issue";

const accepts = (schema: JsonSchema, value: unknown): boolean =>
  zodFrom(schema).safeParse(value).success;
const keywords = (schema: JsonSchema, value: unknown): string[] =>
  (zodFrom(schema).safeParse(value, { reportInput: true }).error?.issues ?? []).map((issue) =>
    `${issue.path.join(".")} ${keywordOf(issue).keyword}`.trim(),
  );

const CASES: readonly (readonly [string, JsonSchema, readonly unknown[], readonly unknown[]])[] = [
  ["true and false", true, [1, null, "a"], []],
  ["false", false, [], [1, null]],
  [
    "code points, not units",
    { type: "string", minLength: 2, maxLength: 2 },
    ["ab", "𝕏𝕏"],
    ["𝕏", "abc", 12],
  ],
  [
    "patterns in u mode",
    { type: "string", pattern: "^[\\u0001-\\uD7FF\\uE000-\u{10FFFF}]*$" },
    ["", "𝕏"],
    ["\u0000", "\ud800"],
  ],
  [
    "whole numbers",
    { type: "integer", minimum: 1, maximum: 3 },
    [1, 1.0, 3],
    [0, 1.5, 4, "1", Number.NaN],
  ],
  ["open bounds", { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }, [0.5], [0, 1]],
  ["multiples", { type: "number", multipleOf: 0.5 }, [1.5], [0.3]],
  ["null beside a type", { type: ["string", "null"] }, ["a", null], [1]],
  [
    "several types",
    { type: ["integer", "string"], minimum: 5, minLength: 2 },
    [5, "ab"],
    [4, "a", 5.5, null],
  ],
  ["values", { enum: ["a", 1, null] }, ["a", 1, null], ["b", true]],
  ["one value", { const: { a: [1] } }, [{ a: [1] }], [{ a: [2] }]],
  [
    "lists",
    { type: "array", items: { type: "integer" }, minItems: 1, maxItems: 2, uniqueItems: true },
    [[1], [1, 2]],
    [[], [1, 1], [1, 2, 3], ["a"]],
  ],
  [
    "tuples",
    { type: "array", prefixItems: [{ type: "integer" }], items: { type: "string" } },
    [[1, "a"], []],
    [["a"], [1, 2]],
  ],
  ["contains", { type: "array", contains: { const: 1 }, maxContains: 1 }, [[1, 2]], [[2], [1, 1]]],
  [
    "objects",
    {
      type: "object",
      properties: { a: { type: "string" } },
      required: ["a"],
      additionalProperties: false,
    },
    [{ a: "" }],
    [{}, { a: 1 }, { a: "", b: 1 }, []],
  ],
  [
    "other properties",
    {
      type: "object",
      additionalProperties: { type: "integer" },
      propertyNames: { maxLength: 1 },
      minProperties: 1,
      maxProperties: 2,
    },
    [{ a: 1 }],
    [{}, { ab: 1 }, { a: "" }, { a: 1, b: 2, c: 3 }],
  ],
  [
    "properties by pattern",
    {
      type: "object",
      patternProperties: { "^x": { type: "integer" } },
      additionalProperties: false,
    },
    [{ x1: 1 }],
    [{ x1: "a" }, { y: 1 }],
  ],
  [
    "dependent properties",
    { type: "object", dependentRequired: { a: ["b"] } },
    [{}, { a: 1, b: 1 }],
    [{ a: 1 }],
  ],
  ["required without properties", { type: "object", required: ["z"] }, [{ z: 1 }], [{}]],
  ["all", { allOf: [{ type: "string" }, { minLength: 1 }] }, ["a"], ["", 1]],
  ["any", { anyOf: [{ type: "string" }, { type: "null" }] }, ["a", null], [1]],
  ["one", { oneOf: [{ type: "integer" }, { type: "number", minimum: 5 }] }, [1, 5.5], [5, "a"]],
  ["not", { not: { type: "null" } }, [1, "a"], [null]],
  [
    "conditions",
    { if: { type: "integer" }, then: { minimum: 1 }, else: { type: "string" } },
    [1, "a"],
    [0, null],
  ],
  [
    "references",
    {
      $ref: "#/$defs/d1",
      $defs: {
        d1: {
          type: "object",
          properties: { next: { $ref: "#/$defs/d1" } },
          additionalProperties: false,
        },
      },
    },
    [{ next: { next: {} } }],
    [{ next: 1 }, { other: 1 }],
  ],
  ["no type, keywords of strings", { minLength: 2 }, ["ab", 1, null], ["a", undefined]],
  [
    "dates",
    { type: "string", format: "date" },
    ["2024-02-29", "2000-02-29"],
    ["2026-02-29", "1900-02-29", "2026-13-01", "x"],
  ],
  [
    "moments",
    { type: "string", format: "date-time" },
    ["2026-01-02T03:04:05Z"],
    ["2026-02-30T03:04:05Z", "2026-01-02", "2026-01-02T25:00:00Z"],
  ],
  [
    "other formats",
    { type: "string", format: "uuid" },
    ["01890a5d-ac96-774b-bcce-b302099a8057"],
    ["x"],
  ],
];

describe("JSON Schema as Zod", () => {
  test.each(CASES)("%s", (_, schema, legal, not) => {
    for (const value of legal) expect([value, accepts(schema, value)]).toEqual([value, true]);
    for (const value of not) expect([value, accepts(schema, value)]).toEqual([value, false]);
  });

  test("formats that are asserted", () => {
    for (const [format, legal, not] of [
      ["email", "a@b", "a"],
      ["uri", "a:b", "b"],
      ["time", "10:00:00Z", "10"],
    ]) {
      expect(accepts({ type: "string", format: format ?? "" }, legal)).toBe(true);
      expect(accepts({ type: "string", format: format ?? "" }, not)).toBe(false);
    }
  });

  test("says what is wrong, and where", () => {
    const schema: JsonObject = {
      type: "object",
      properties: {
        a: { type: "string", maxLength: 1 },
        b: { type: "array", items: { type: "integer" } },
      },
      required: ["a", "c"],
      additionalProperties: false,
    };
    expect(keywords(schema, { a: "ab", b: [1.5], d: 1 }).sort()).toEqual([
      "a maxLength",
      "additionalProperties",
      "b.0 integer",
      "c required",
    ]);
    expect(keywords(schema, {})).toContain("a required");
  });

  test("tells what is wrong inside the alternative that is meant", () => {
    const schema: JsonObject = {
      anyOf: [
        { type: "null" },
        { type: "object", properties: { a: { type: "integer", minimum: 1 } } },
      ],
    };
    expect(keywords(schema, { a: 0 })).toEqual(["a minimum"]);
    expect(keywords(schema, "x")).toEqual(["anyOf"]);
  });
});
