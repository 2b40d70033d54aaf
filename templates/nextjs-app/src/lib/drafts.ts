import type { Field, Json, JsonObject } from "@/contract/model";

/** What an input of a form holds: text, a choice of several keys, or whether a box is ticked. */
export type Draft = string | boolean | readonly string[];

/** What a draft becomes on the wire. `absent`: the property is not sent. */
export type Wire =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "absent" }
  | {
      readonly kind: "wrong";
      readonly rule: "integer" | "number" | "unsafe" | "json";
      readonly detail: string;
    };

const ABSENT: Wire = { kind: "absent" };
const value = (one: Json): Wire => ({ kind: "value", value: one });

/** Inputs whose text is sent as it is. */
const TEXTS: readonly string[] = [
  "string",
  "text",
  "decimal",
  "date",
  "datetime",
  "uuid",
  "email",
  "url",
  "reference",
];

/** What a form shows for a value of the wire; `undefined` is a property that is not there. */
export function draftOf(field: Field, wire: Json | undefined): Draft {
  const { kind, nullable } = field;
  if (kind === "many") return Array.isArray(wire) ? wire.map(String) : [];
  if (kind === "boolean" && !isChoice(field)) return wire === true;
  if (wire === undefined || (wire === null && nullable)) return "";
  if (kind === "enum") return String(field.options?.findIndex((option) => option === wire) ?? -1);
  if (kind === "json" || kind === "array" || kind === "object")
    return JSON.stringify(wire, null, 2);
  return typeof wire === "object" ? JSON.stringify(wire) : String(wire);
}

/** A boolean that can be left open is chosen from a list; a box has only two states. */
export function isChoice({ kind, nullable, required, preset }: Field): boolean {
  return kind === "boolean" && (nullable || (!required && preset === null));
}

/** What a form begins with for a new record. */
export function presetOf(field: Field): Draft {
  return draftOf(field, field.preset?.value);
}

/** An input that is left empty: null where that is a value, else nothing is sent. */
function empty({ kind, nullable, required, preset }: Field): Wire {
  if (nullable) return value(null);
  if (!required && preset !== null && (kind === "string" || kind === "text")) return value("");
  return ABSENT;
}

/** `original` is what the record holds: a key that is a number there stays one. */
export function wireValue(field: Field, draft: Draft, original?: Json): Wire {
  if (typeof draft === "boolean") return value(draft);
  if (typeof draft !== "string") return value(draft);
  if (draft === "") return empty(field);
  switch (field.kind) {
    case "integer":
      return integer(draft);
    case "number":
      return number(draft);
    case "boolean":
      return value(draft === "true");
    case "enum":
      return value(field.options?.[Number(draft)] ?? null);
    case "json":
    case "array":
    case "object":
      return json(draft);
    case "reference":
      return reference(field, draft, original);
    default:
      return TEXTS.includes(field.kind) ? value(draft) : json(draft);
  }
}

/** Keys that are numbers on the wire stay numbers. */
function reference({ limits }: Field, draft: string, original?: Json): Wire {
  const numeric =
    typeof original === "number" || limits.minimum !== undefined || limits.maximum !== undefined;
  return numeric ? integer(draft) : value(draft);
}

function integer(draft: string): Wire {
  const text = draft.trim();
  if (!/^[-+]?\d+$/u.test(text)) return { kind: "wrong", rule: "integer", detail: "" };
  return Number.isSafeInteger(Number(text))
    ? value(Number(text))
    : { kind: "wrong", rule: "unsafe", detail: "" };
}

function number(draft: string): Wire {
  const text = draft.trim();
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/iu.test(text))
    return { kind: "wrong", rule: "number", detail: "" };
  return Number.isFinite(Number(text))
    ? value(Number(text))
    : { kind: "wrong", rule: "unsafe", detail: "" };
}

function json(draft: string): Wire {
  try {
    return value(JSON.parse(draft) as Json);
  } catch (error) {
    return { kind: "wrong", rule: "json", detail: error instanceof Error ? error.message : "" };
  }
}

/** Equal as JSON, whatever the order of keys. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null)
    return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [one as JsonObject, other as JsonObject];
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
  );
}
