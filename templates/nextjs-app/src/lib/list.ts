import type { Json, JsonObject, ListOperation, Paging, Resource } from "@/contract/model";
import { collectionPath, type Scope } from "@/lib/addresses";
import { isObject, send, type Transport } from "@/lib/http";

/** What a list is asked for. `cursor` is the cursor, page number or offset of the page. */
export interface ListState {
  readonly filters: Readonly<Record<string, string>>;
  readonly sort: string | null;
  readonly cursor: string | null;
  readonly scope: Scope;
}

export interface Page {
  readonly items: readonly JsonObject[];
  /** What `cursor` is on the next page; null on the last. */
  readonly next: string | null;
}

export function listKey(resource: Pick<Resource, "service" | "name">, state: ListState) {
  return ["list", resource.service, resource.name, state] as const;
}

/** Names and values that cut a list to one page. */
export function pageQuery(
  paging: Paging,
  cursor: string | null,
  limit: number,
): [string, string][] {
  const size: [string, string][] = paging.limit === null ? [] : [[paging.limit, String(limit)]];
  if (cursor === null || paging.kind === "none") return size;
  const name =
    paging.kind === "cursor" ? paging.cursor : paging.kind === "page" ? paging.page : paging.offset;
  return [...size, [name, cursor]];
}

export function nextOf(
  paging: Paging,
  body: Json,
  count: number,
  cursor: string | null,
  limit: number,
): string | null {
  if (paging.kind === "cursor") {
    const next = isObject(body) ? body[paging.next] : null;
    return typeof next === "string" ? next : null;
  }
  // These documents do not say how much there is: a full page may have another behind it.
  if (paging.kind === "none" || count < limit) return null;
  const now = Number(cursor ?? (paging.kind === "page" ? 1 : 0));
  return String(paging.kind === "page" ? now + 1 : now + count);
}

/** The records in the answer of a list. */
export function itemsOf(body: Json, items: string | null): readonly JsonObject[] {
  const list = items === null ? body : isObject(body) ? body[items] : null;
  return Array.isArray(list) ? (list as readonly Json[]).filter(isObject) : [];
}

export async function fetchPage(
  transport: Transport,
  resource: Resource,
  list: ListOperation,
  state: ListState,
  signal?: AbortSignal,
): Promise<Page> {
  const query = new URLSearchParams([
    ...pageQuery(list.paging, state.cursor, list.limit),
    ...(state.sort !== null && list.sort !== null ? [[list.sort, state.sort]] : []),
    ...Object.entries(state.filters),
  ] as [string, string][]);
  const path = `${collectionPath(resource, state.scope)}?${query.toString()}`;
  const { body } = await send(
    transport,
    resource.service,
    path,
    signal === undefined ? {} : { signal },
  );
  const items = itemsOf(body, list.items);
  return { items, next: nextOf(list.paging, body, items.length, state.cursor, list.limit) };
}
