import type { Field, JsonObject, Target } from "@/contract/model";
import { send, isObject, type Transport } from "@/lib/http";
import { itemsOf, nextOf, pageQuery } from "@/lib/list";
import { keyOf, labelOf } from "@/lib/record";

/** Key of a record -> what people call it. */
export type Labels = Readonly<Record<string, string>>;

/** A search reads so many pages before it asks whether to go on. */
const PAGES = 5;
/** So many that fit are enough for one look. */
const ENOUGH = 50;
/** So few are read one by one. */
const FEW = 3;

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export function labelsKey(target: Target, keys: readonly string[]) {
  return ["labels", target.service, target.resource, [...keys].sort()] as const;
}

/** The keys that a field holds in some records. */
export function keysIn(field: Field, records: readonly JsonObject[]): readonly string[] {
  const values = records.flatMap((record) => {
    const value = record[field.name];
    return Array.isArray(value) ? (value as readonly unknown[]) : [value];
  });
  return [
    ...new Set(
      values.flatMap((value) =>
        typeof value === "string" || typeof value === "number" ? [String(value)] : [],
      ),
    ),
  ];
}

/** What the records are called. Those that cannot be read, or are gone, have no entry. */
export async function fetchLabels(
  transport: Transport,
  target: Target,
  keys: readonly string[],
): Promise<Labels> {
  const first =
    keys.length > FEW ? await fetchChoices(transport, target, null).catch(() => null) : null;
  const found = new Map((first?.items ?? []).map(({ value, label }) => [value, label]));
  const missing = target.readable ? keys.filter((key) => !found.has(key)) : [];
  await Promise.all(
    missing.map(async (key) => found.set(key, await labelOfOne(transport, target, key))),
  );
  return Object.fromEntries(
    keys.flatMap((key) =>
      found.has(key) && found.get(key) !== "" ? [[key, found.get(key) ?? ""]] : [],
    ),
  );
}

async function labelOfOne(transport: Transport, target: Target, key: string): Promise<string> {
  try {
    const { body } = await send(
      transport,
      target.service,
      `${target.path}/${encodeURIComponent(key)}`,
    );
    return isObject(body) ? labelOf(target, body) : "";
  } catch {
    return "";
  }
}

interface Choices {
  readonly items: readonly Choice[];
  readonly next: string | null;
}

async function fetchChoices(
  transport: Transport,
  target: Target,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<Choices> {
  const query = new URLSearchParams([
    ...pageQuery(target.paging, cursor, target.limit),
    ...(target.sort === null ? [] : [[target.sort, target.label]]),
  ] as [string, string][]);
  const path = `${target.path}?${query.toString()}`;
  const { body } = await send(
    transport,
    target.service,
    path,
    signal === undefined ? {} : { signal },
  );
  const records = itemsOf(body, target.items);
  return {
    items: records.map((record) => choiceOf(target, record)),
    next: nextOf(target.paging, body, records.length, cursor, target.limit),
  };
}

function choiceOf(target: Target, record: JsonObject): Choice {
  return { value: keyOf(target, record), label: labelOf(target, record) };
}

/** What a search has found so far. */
export interface Found {
  readonly items: readonly Choice[];
  /** Records that were looked through. */
  readonly searched: number;
  /** Where the search goes on; null when all have been looked through. */
  readonly next: string | null;
}

/**
 * Records whose label holds the text, whatever its case. The services compare for equality only, so pages are read in
 * the order of the label until enough is found, and from `from` on when more is wanted; a label that is exactly the
 * text is asked for by itself.
 */
export async function searchChoices(
  transport: Transport,
  target: Target,
  text: string,
  from: string | null = null,
  signal?: AbortSignal,
): Promise<Found> {
  const wanted = text.trim().toLocaleLowerCase();
  const found: Choice[] =
    wanted === "" || from !== null
      ? []
      : [...(await exactly(transport, target, text.trim(), signal))];
  let next = from;
  let searched = 0;
  for (let page = 0; page < PAGES && found.length < ENOUGH; page += 1) {
    const read: Choices = await fetchChoices(transport, target, next, signal);
    found.push(
      ...read.items.filter(
        ({ label, value }) => label.toLocaleLowerCase().includes(wanted) || value === text.trim(),
      ),
    );
    searched += read.items.length;
    next = read.next;
    if (next === null) break;
  }
  return { items: found, searched, next };
}

/** The answers of a search one after another, each record once. */
export function allOf(parts: readonly Found[]): Found {
  const items = parts.flatMap((part) => part.items);
  return {
    items: [...new Map(items.map((choice) => [choice.value, choice])).values()],
    searched: parts.reduce((sum, part) => sum + part.searched, 0),
    next: parts.at(-1)?.next ?? null,
  };
}

async function exactly(
  transport: Transport,
  target: Target,
  text: string,
  signal?: AbortSignal,
): Promise<readonly Choice[]> {
  if (target.find === null) return [];
  const query = new URLSearchParams([[target.find, text]]);
  try {
    const path = `${target.path}?${query.toString()}`;
    const { body } = await send(
      transport,
      target.service,
      path,
      signal === undefined ? {} : { signal },
    );
    return itemsOf(body, target.items).map((record) => choiceOf(target, record));
  } catch {
    return [];
  }
}
