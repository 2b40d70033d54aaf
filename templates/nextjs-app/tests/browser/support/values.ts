/** Something to type into every field: legal for the contract, and not used before where it can be told apart. */
import type { Field, Json, JsonObject, Resource } from "@/contract/model";
import { resourceSchemas } from "@/contract/schemas";
import { draftOf, type Draft } from "@/lib/drafts";
import { matching, random } from "./pattern";

const WORDS = [
  "amber",
  "birch",
  "cedar",
  "delta",
  "ember",
  "fjord",
  "grove",
  "heron",
  "ivory",
  "juniper",
];

/** A schema with its references followed, as deep as a test needs them. */
function expanded(root: JsonObject, schema: Json, depth = 0): Json {
  if (typeof schema !== "object" || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((one: Json) => expanded(root, one, depth));
  const { $ref: reference, ...own } = schema as JsonObject;
  const target = typeof reference === "string" && depth < 8 ? at(root, reference) : {};
  const inside = Object.entries({ ...target, ...own }).filter(([key]) => key !== "$defs");
  return Object.fromEntries(inside.map(([key, one]) => [key, expanded(root, one, depth + 1)]));
}

function at(root: JsonObject, reference: string): JsonObject {
  const name = reference.replace(/^#\/\$defs\//u, "");
  return ((root.$defs ?? {}) as Record<string, JsonObject>)[name] ?? {};
}

/** The schema of one property of a body, wherever the body's schema has it. */
function schemaOf(root: JsonObject, name: string): JsonObject {
  const whole = expanded(root, root) as JsonObject;
  const parts = [whole, ...((whole.allOf ?? []) as readonly JsonObject[])];
  const found = parts.map(({ properties }) => (properties ?? {}) as Record<string, JsonObject>);
  return found.find((properties) => Object.hasOwn(properties, name))?.[name] ?? {};
}

/** One legal value, found by trying; undefined where none is found. */
async function legal(
  resource: Resource,
  kind: "create" | "update",
  field: Field,
  seed: number,
): Promise<Json | undefined> {
  const sources = (await resourceSchemas[`${resource.service}/${resource.name}`]?.()) as unknown as
    Readonly<Record<string, JsonObject>> | undefined;
  const checker = (await resourceSchemas[`${resource.service}/${resource.name}`]?.())?.[kind];
  const schema = schemaOf(sources?.[`${kind}Schema`] ?? {}, field.name);
  const next = random(seed);
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const value = candidate(field, schema, next, attempt);
    const wrong = checker
      ?.safeParse({ [field.name]: value })
      .error?.issues.some(
        ({ path, code }) => path[0] === field.name || code === "unrecognized_keys",
      );
    if (wrong !== true) return value;
  }
  return undefined;
}

function candidate(field: Field, schema: JsonObject, next: () => number, attempt: number): Json {
  const { limits, options } = field;
  const number = (whole: boolean): number => {
    const [least, most] = [
      limits.minimum ?? 0,
      Math.min(limits.maximum ?? 90, (limits.minimum ?? 0) + 90),
    ];
    const value = least + next() * (most - least);
    return whole ? Math.round(value) : Math.round(value * 4) / 4;
  };
  const day = `20${10 + Math.floor(next() * 80)}-0${1 + Math.floor(next() * 9)}-1${Math.floor(next() * 10)}`;
  switch (field.kind) {
    case "enum":
      return options?.[Math.floor(next() * options.length)] ?? null;
    case "boolean":
      return next() < 0.5;
    case "integer":
      return number(true);
    case "number":
      return number(false);
    case "date":
      return day;
    case "datetime":
      return `${day}T1${Math.floor(next() * 10)}:30:00.000Z`;
    case "uuid":
      return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replaceAll("x", () =>
        Math.floor(next() * 16).toString(16),
      );
    case "email":
      return `${word(next)}.${serial(next)}@example.com`;
    case "url":
      return `https://example.com/${word(next)}-${serial(next)}`;
    case "array":
    case "object":
    case "json":
      return structured(schema, next, attempt);
    default:
      return textual(field, schema, next, attempt);
  }
}

function word(next: () => number): string {
  return WORDS[Math.floor(next() * WORDS.length)] ?? "amber";
}

function serial(next: () => number): string {
  return Math.floor(next() * 1_000_000).toString(36);
}

function textual(
  { limits, kind }: Field,
  schema: JsonObject,
  next: () => number,
  attempt: number,
): string {
  const patterns = [
    schema.pattern,
    ...((schema.allOf ?? []) as JsonObject[]).map(({ pattern }) => pattern),
  ].filter((one) => typeof one === "string");
  if (attempt % 2 === 1 || kind === "decimal")
    return matching(patterns[Math.floor(next() * patterns.length)] ?? "[a-z]{6}", next);
  const text = `${word(next)} ${word(next)} ${serial(next)}`;
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return capital.slice(0, limits.maxLength ?? 60).trim();
}

function structured(schema: JsonObject, next: () => number, attempt: number): Json {
  const inner = Array.isArray(schema.anyOf) ? (schema.anyOf[0] as JsonObject) : schema;
  if (inner.type === "array")
    return inner.minItems === undefined && attempt > 5
      ? []
      : [value((inner.items ?? {}) as JsonObject, next)];
  if (inner.type === "object")
    return Object.fromEntries(
      Object.entries((inner.properties ?? {}) as Record<string, JsonObject>).map(([name, one]) => [
        name,
        value(one, next),
      ]),
    );
  if (Array.isArray(inner.type))
    return value({ ...inner, type: inner.type[attempt % inner.type.length] ?? "string" }, next);
  if (Array.isArray(inner.enum)) return value(inner, next);
  return attempt % 2 === 0 ? { note: word(next) } : null;
}

const FORMATS: Readonly<Record<string, string>> = {
  date: "2031-05-14",
  "date-time": "2031-05-14T08:30:00Z",
  uuid: "01890a5d-ac96-774b-bcce-b302099a8057",
  email: "someone@example.com",
  uri: "https://example.com/some",
};

function value(schema: JsonObject, next: () => number): Json {
  const all = schema.enum;
  if (Array.isArray(all)) return (all as readonly Json[])[Math.floor(next() * all.length)] ?? null;
  if (schema.const !== undefined) return schema.const;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "integer" || type === "number")
    return typeof schema.minimum === "number" ? Math.max(1, schema.minimum) : 1;
  if (type === "boolean") return true;
  if (type === "array" || type === "object") return structured(schema, next, 0);
  const format = typeof schema.format === "string" ? FORMATS[schema.format] : undefined;
  if (format !== undefined) return format;
  return typeof schema.pattern === "string" && !schema.pattern.includes("\\uD7FF")
    ? matching(schema.pattern, next)
    : word(next);
}

/** What is typed, and the value that it is on the wire. */
export interface Entry {
  readonly field: Field;
  readonly value: Json;
  readonly draft: Draft;
}

/** An entry for every field that may be sent and refers to nothing. */
export async function entriesFor(
  resource: Resource,
  kind: "create" | "update",
  seed: number,
): Promise<readonly Entry[]> {
  const fields = resource.fields.filter((field) => field[kind] && field.target === null);
  const entries = await Promise.all(
    fields.map(async (field, index): Promise<Entry | null> => {
      const found = await legal(resource, kind, field, seed * 1000 + index * 17 + 1);
      return found === undefined ? null : { field, value: found, draft: draftOf(field, found) };
    }),
  );
  return entries.filter((entry) => entry !== null);
}
