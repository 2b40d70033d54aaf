/**
 * JSON Schema 2020-12 as Zod: the schemas of the services' documents check what people type with the very rules of
 * the services. Strings are counted in code points and patterns are ECMA 262 in `u` mode, as the standard says.
 */
import * as z from "zod/mini";
import type { Json, JsonObject } from "@/contract/model";
import { keywordOf } from "@/lib/schema-issue";

// Zod compiles objects with `new Function` where it may; the content security policy says that it may not.
z.config({ jitless: true });

export type JsonSchema = boolean | JsonObject;
export type Schema = z.ZodMiniType;

type Check = (value: unknown, report: Report) => void;
type Report = (keyword: string, limit?: Json, path?: PropertyKey[]) => void;
type Definitions = Map<string, Schema>;

const TYPES = ["null", "boolean", "number", "string", "array", "object"] as const;

/** The Zod schema that accepts what the JSON Schema accepts. */
export function zodFrom(schema: JsonSchema): Schema {
  const definitions: Definitions = new Map();
  const defs = schema === true || schema === false ? undefined : schema.$defs;
  for (const [name, definition] of Object.entries(isObject(defs) ? defs : {})) {
    let built: Schema | undefined;
    const lazy = z.lazy(() => (built ??= build(definition as JsonSchema, definitions)));
    definitions.set(`#/$defs/${name}`, lazy);
  }
  return build(schema, definitions);
}

function build(schema: JsonSchema, definitions: Definitions): Schema {
  if (schema === true) return z.unknown();
  if (schema === false) return z.never();
  const types = typesOf(schema);
  const single = types.length === 1 ? types[0] : types.filter((type) => type !== "null")[0];
  const checks = compositions(schema, definitions);
  if (types.length === 1 || (types.length === 2 && types.includes("null"))) {
    const inner = ofType(single ?? "null", schema, definitions);
    return checked(types.length === 1 ? inner : z.nullable(inner), checks);
  }
  const members = new Map<string, Schema>(
    types.map((type) => [type, ofType(type, schema, definitions)]),
  );
  const dispatch: Check = (value, report) => {
    const member = types.length === 0 ? undefined : members.get(typeOf(value));
    const whole = member ?? (Number.isInteger(value) ? members.get("integer") : undefined);
    if (whole === undefined) report("type", [...types]);
    else forward(whole, value, report);
  };
  return checked(
    z.unknown(),
    types.length === 0 ? [untyped(schema, definitions), ...checks] : [dispatch, ...checks],
  );
}

/** Keywords of a schema without `type` bind the values that they are about, and no others. */
function untyped(schema: JsonObject, definitions: Definitions): Check {
  const members = new Map<string, Schema>();
  return (value, report) => {
    const type = typeOf(value);
    if (type === "undefined") return report("required");
    const member = members.get(type) ?? ofType(type, schema, definitions);
    members.set(type, member);
    forward(member, value, report);
  };
}

function ofType(type: string, schema: JsonObject, definitions: Definitions): Schema {
  switch (type) {
    case "string":
      return checked(z.string(), strings(schema));
    case "integer":
      return checked(z.number(), [whole, ...numbers(schema)]);
    case "number":
      return checked(z.number(), numbers(schema));
    case "boolean":
      return z.boolean();
    case "array":
      return arrays(schema, definitions);
    case "object":
      return objects(schema, definitions);
    default:
      return z.null();
  }
}

const whole: Check = (value, report) => {
  if (!Number.isInteger(value)) report("integer");
};

function strings(schema: JsonObject): Check[] {
  const { minLength, maxLength, pattern, format } = schema;
  const expression = typeof pattern === "string" ? new RegExp(pattern, "u") : null;
  return [
    (value, report) => {
      const length = [...(value as string)].length;
      if (typeof minLength === "number" && length < minLength) report("minLength", minLength);
      if (typeof maxLength === "number" && length > maxLength) report("maxLength", maxLength);
    },
    (value, report) => {
      if (typeof format === "string" && FORMATS[format]?.(value as string) === false)
        report("format", format);
      else if (expression?.test(value as string) === false) report("pattern", pattern ?? "");
    },
  ];
}

function numbers(schema: JsonObject): Check[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  return [
    (value, report) => {
      const number = value as number;
      if (typeof minimum === "number" && number < minimum) report("minimum", minimum);
      if (typeof maximum === "number" && number > maximum) report("maximum", maximum);
      if (typeof exclusiveMinimum === "number" && number <= exclusiveMinimum)
        report("exclusiveMinimum", exclusiveMinimum);
      if (typeof exclusiveMaximum === "number" && number >= exclusiveMaximum)
        report("exclusiveMaximum", exclusiveMaximum);
      if (typeof multipleOf === "number" && !Number.isInteger(number / multipleOf))
        report("multipleOf", multipleOf);
    },
  ];
}

function arrays(schema: JsonObject, definitions: Definitions): Schema {
  const {
    minItems,
    maxItems,
    uniqueItems,
    items,
    prefixItems,
    contains,
    minContains,
    maxContains,
  } = schema;
  const prefix = (Array.isArray(prefixItems) ? (prefixItems as JsonSchema[]) : []).map((one) =>
    build(one, definitions),
  );
  const rest = items === undefined ? z.unknown() : build(items as JsonSchema, definitions);
  const wanted = contains === undefined ? null : build(contains as JsonSchema, definitions);
  const counted: Check = (value, report) => {
    const list = value as unknown[];
    if (typeof minItems === "number" && list.length < minItems) report("minItems", minItems);
    if (typeof maxItems === "number" && list.length > maxItems) report("maxItems", maxItems);
    if (uniqueItems === true && new Set(list.map(canonical)).size < list.length)
      report("uniqueItems");
    if (wanted === null) return;
    const found = list.filter((item) => wanted.safeParse(item).success).length;
    if (found < (typeof minContains === "number" ? minContains : 1)) report("contains");
    if (typeof maxContains === "number" && found > maxContains) report("contains");
  };
  if (prefix.length === 0) return checked(z.array(rest), [counted]);
  const placed: Check = (value, report) =>
    (value as unknown[]).forEach((item, index) =>
      forward(prefix[index] ?? rest, item, report, [index]),
    );
  return checked(z.array(z.unknown()), [placed, counted]);
}

function objects(schema: JsonObject, definitions: Definitions): Schema {
  const { required, additionalProperties, propertyNames, minProperties, maxProperties } = schema;
  const names = new Set(Array.isArray(required) ? (required as string[]) : []);
  const known = entriesOf(schema.properties, definitions);
  const patterns = entriesOf(schema.patternProperties, definitions).map(
    ([pattern, one]) => [new RegExp(pattern, "u"), one] as const,
  );
  const named =
    propertyNames === undefined ? null : build(propertyNames as JsonSchema, definitions);
  const others =
    additionalProperties === undefined
      ? null
      : build(additionalProperties as JsonSchema, definitions);
  const shape = Object.fromEntries(
    known.map(([name, one]) => [name, names.has(name) ? one : z.optional(one)]),
  );
  const strict = additionalProperties === false && patterns.length === 0;
  const members: Check = (value, report) => {
    const object = value as Record<string, unknown>;
    for (const name of names)
      if (!Object.hasOwn(object, name) && !Object.hasOwn(shape, name))
        report("required", null, [name]);
    for (const [name, inner] of Object.entries(object)) {
      if (named !== null && !named.safeParse(name).success) report("propertyNames", null, [name]);
      const matching = patterns.filter(([pattern]) => pattern.test(name));
      for (const [, one] of matching) forward(one, inner, report, [name]);
      if (others === null || strict || matching.length > 0 || Object.hasOwn(shape, name)) continue;
      if (additionalProperties === false) report("additionalProperties", null, [name]);
      else forward(others, inner, report, [name]);
    }
  };
  const sized: Check = (value, report) => {
    const count = Object.keys(value as object).length;
    if (typeof minProperties === "number" && count < minProperties)
      report("minProperties", minProperties);
    if (typeof maxProperties === "number" && count > maxProperties)
      report("maxProperties", maxProperties);
  };
  return checked(strict ? z.strictObject(shape) : z.looseObject(shape), [
    members,
    sized,
    dependent(schema),
  ]);
}

function dependent({ dependentRequired }: JsonObject): Check {
  const entries = Object.entries(isObject(dependentRequired) ? dependentRequired : {});
  return (value, report) => {
    for (const [name, wanted] of entries) {
      if (!Object.hasOwn(value as object, name)) continue;
      for (const other of wanted as string[])
        if (!Object.hasOwn(value as object, other)) report("required", null, [other]);
    }
  };
}

function entriesOf(schemas: Json | undefined, definitions: Definitions): [string, Schema][] {
  return Object.entries(isObject(schemas) ? schemas : {}).map(([name, one]) => [
    name,
    build(one as JsonSchema, definitions),
  ]);
}

/** `enum`, `const`, `$ref` and whatever puts schemas together. */
function compositions(schema: JsonObject, definitions: Definitions): Check[] {
  const list = (keyword: string): Schema[] =>
    (Array.isArray(schema[keyword]) ? (schema[keyword] as JsonSchema[]) : []).map((one) =>
      build(one, definitions),
    );
  const one = (keyword: string): Schema | null =>
    schema[keyword] === undefined ? null : build(schema[keyword] as JsonSchema, definitions);
  const [all, any, single] = [list("allOf"), list("anyOf"), list("oneOf")];
  const [not, condition, then, otherwise] = [one("not"), one("if"), one("then"), one("else")];
  const reference = typeof schema.$ref === "string" ? definitions.get(schema.$ref) : undefined;
  const values = Array.isArray(schema.enum)
    ? new Set((schema.enum as Json[]).map(canonical))
    : null;
  const constant = schema.const === undefined ? null : canonical(schema.const);
  return [
    (value, report) => {
      if (values?.has(canonical(value)) === false) report("enum", schema.enum ?? []);
      if (constant !== null && constant !== canonical(value)) report("const", schema.const ?? null);
      if (reference !== undefined) forward(reference, value, report);
      for (const part of all) forward(part, value, report);
      if (any.length > 0) alternatives(any, value, report);
      if (single.length > 0) alternatives(single, value, report, 1);
      if (not?.safeParse(value).success === true) report("not");
      const branch =
        condition === null ? null : condition.safeParse(value).success ? then : otherwise;
      if (branch !== null) forward(branch, value, report);
    },
  ];
}

/** Some alternative, at most `most`. When one is nearly met, because only its inside is wrong, that is what is told. */
function alternatives(all: Schema[], value: unknown, report: Report, most = Infinity): void {
  const results = all.map((one) => one.safeParse(value));
  const met = results.filter(({ success }) => success).length;
  if (met > most) report("oneOf");
  if (met > 0) return;
  const nearest = all.filter((_, index) =>
    results[index]?.error?.issues.every(({ path }) => path.length > 0),
  );
  if (nearest.length === 1 && nearest[0] !== undefined) forward(nearest[0], value, report);
  else report("anyOf");
}

/** Whatever another schema finds, as findings of this one. */
function forward(schema: Schema, value: unknown, report: Report, path: PropertyKey[] = []): void {
  const { error } = schema.safeParse(value);
  for (const issue of error?.issues ?? []) {
    const { keyword, limit } = keywordOf(issue);
    report(keyword, limit, [...path, ...issue.path]);
  }
}

function checked(schema: Schema, checks: Check[]): Schema {
  return schema.check((payload) => {
    const report: Report = (keyword, limit = null, path = []) =>
      payload.issues.push({
        code: "custom",
        input: payload.value,
        path,
        params: { keyword, limit },
        continue: true,
      });
    for (const check of checks) check(payload.value, report);
  });
}

function typesOf({ type }: JsonObject): string[] {
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? (type as string[]) : [];
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return TYPES.find((type) => type === typeof value) ?? "undefined";
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Equal values, equal texts, whatever the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/u;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(z|[+-]([01]\d|2[0-3]):[0-5]\d)$/iu;

function isDate(value: string): boolean {
  const [, year = "", month = "", day = ""] = DATE.exec(value) ?? [];
  const days = [
    31,
    Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0) ? 29 : 28,
    31,
    30,
    31,
    30,
    31,
    31,
    30,
    31,
    30,
    31,
  ];
  return Number(day) >= 1 && Number(day) <= (days[Number(month) - 1] ?? 0);
}

/** The formats that a service asserts and a pattern cannot say. */
const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  date: isDate,
  "date-time": (value) =>
    /^.{10}[Tt]/u.test(value) && isDate(value.slice(0, 10)) && TIME.test(value.slice(11)),
  time: (value) => TIME.test(value),
  uuid: (value) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/iu.test(value),
  email: (value) => /^[^\s@]+@[^\s@]+$/u.test(value),
  uri: (value) => /^[a-z][a-z0-9+.-]*:[^\s]*$/iu.test(value),
};
