import type { Json, JsonObject, Resource } from "@/contract/model";
import { itemPath, type Scope } from "@/lib/addresses";
import { isObject, send, type Transport } from "@/lib/http";

/** A record and the tag of the version that was read. */
export interface Version {
  readonly record: JsonObject;
  readonly etag: string | null;
}

export function recordKey(resource: Pick<Resource, "service" | "name">, key: string, scope: Scope) {
  return ["record", resource.service, resource.name, key, scope] as const;
}

export async function fetchRecord(
  transport: Transport,
  resource: Resource,
  key: string,
  scope: Scope,
  signal?: AbortSignal,
): Promise<Version> {
  const path = itemPath(resource, key, scope);
  const { body, etag } = await send(
    transport,
    resource.service,
    path,
    signal === undefined ? {} : { signal },
  );
  return { record: isObject(body) ? body : {}, etag };
}

/** A value of a record as the text that stands in an address or names it to people. */
export function plainText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function keyOf(resource: Pick<Resource, "key">, record: JsonObject): string {
  return plainText(record[resource.key]);
}

const LONG_KEY = 13;

/** What people call the record: its label, or the end of its key where the label is empty or the key itself. */
export function labelOf(
  resource: Pick<Resource, "key" | "label" | "title">,
  record: JsonObject,
): string {
  const key = keyOf(resource, record);
  const label = resource.label === resource.key ? "" : plainText(record[resource.label]);
  if (label.trim() !== "") return label;
  return `${resource.title} ${key.length > LONG_KEY ? `…${key.slice(-8)}` : key}`;
}
