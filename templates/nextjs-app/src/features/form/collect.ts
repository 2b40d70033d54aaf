import type { Field, Json, JsonObject } from "@/contract/model";
import { draftOf, same, wireValue, type Draft } from "@/lib/drafts";
import type { Schema } from "@/lib/json-schema";
import { ruleInWords } from "@/lib/rules";
import { keywordOf } from "@/lib/schema-issue";
import { words } from "@/lib/words";

/** What inputs hold, by {@link inputName}. Names of the wire may be anything, these may not. */
export type Drafts = Readonly<Record<string, Draft>>;
/** Input -> what is wrong with it, in words. The empty name: the form as a whole. */
export type Faults = Readonly<Record<string, string>>;

export interface Collected {
  readonly body: JsonObject;
  readonly faults: Faults;
}

export function inputName(index: number): string {
  return `f${index}`;
}

export function draftsOf(fields: readonly Field[], draft: (field: Field) => Draft): Drafts {
  return Object.fromEntries(fields.map((field, index) => [inputName(index), draft(field)]));
}

/**
 * The body to send. With `base`, the record that is being changed, it holds only what differs from it; `whole` sends
 * everything all the same.
 */
export function collect(
  fields: readonly Field[],
  drafts: Drafts,
  base: JsonObject | null = null,
  whole = false,
): Collected {
  const entries: [string, Json][] = [];
  const faults: Record<string, string> = {};
  fields.forEach((field, index) => {
    const name = inputName(index);
    const draft = drafts[name] ?? "";
    const original = base?.[field.name];
    if (base !== null && !whole && equal(draft, draftOf(field, original))) return;
    const wire = wireValue(field, draft, original);
    if (wire.kind === "wrong") faults[name] = words(`rule.${wire.rule}`, { detail: wire.detail });
    else if (wire.kind === "absent") {
      if (base !== null && !whole) faults[name] = ruleInWords(field, "required", null, []);
    } else if (base === null || whole || !same(wire.value, original))
      entries.push([field.name, wire.value]);
  });
  return { body: Object.fromEntries(entries), faults };
}

function equal(one: Draft, other: Draft): boolean {
  if (typeof one !== "object" || typeof other !== "object") return one === other;
  return same([...one].sort(), [...other].sort());
}

/** Everything that the schema finds, each at the input that it is about. */
export function faultsOf(fields: readonly Field[], schema: Schema, body: JsonObject): Faults {
  const faults: Record<string, string> = {};
  for (const issue of schema.safeParse(body, { reportInput: true }).error?.issues ?? []) {
    const [property, ...path] = issue.path;
    const index = fields.findIndex(({ name }) => name === property);
    const field = fields[index];
    const { keyword, limit } = keywordOf(issue);
    const absent = typeof property === "string" && !Object.hasOwn(body, property);
    if (field === undefined) faults[""] ??= words("rule.refused");
    else
      faults[inputName(index)] ??= ruleInWords(field, absent ? "required" : keyword, limit, path);
  }
  return faults;
}
