/** A second person at work: changes records through the gateway, beside the page that is looked at. */
import type { Page } from "playwright-core";
import type { Json, JsonObject, Resource } from "@/contract/model";
import { itemPath } from "@/lib/addresses";
import { resources } from "./app";
import { make } from "./pages";

/** A record of the resource, with records of whatever it has to refer to; returns its key. */
export async function makeOne(page: Page, resource: Resource): Promise<string> {
  const keys = new Map<string, string>();
  const seed = Date.now() % 90_000;
  for (const [index, one] of resources.entries()) {
    const key = await make(page, one, keys, seed + index);
    if (key !== null && key !== "") keys.set(`${one.service}/${one.name}`, key);
    if (one === resource) break;
  }
  const made = keys.get(`${resource.service}/${resource.name}`);
  if (made === undefined) throw new Error(`no ${resource.title} could be made`);
  return made;
}

/** The record as the service holds it now. */
export function read(page: Page, resource: Resource, key: string): Promise<JsonObject> {
  return page.evaluate(
    async (path) => (await (await fetch(path)).json()) as JsonObject,
    `/api/services/${resource.service}${itemPath(resource, key)}`,
  );
}

/** Changes one property, with the tag of what is there now. */
export async function change(
  page: Page,
  resource: Resource,
  key: string,
  [name, value]: readonly [string, Json],
): Promise<void> {
  const { update } = resource;
  if (update === null) throw new Error(`${resource.title} cannot be changed`);
  const status = await page.evaluate(send, {
    path: `/api/services/${resource.service}${itemPath(resource, key)}`,
    method: update.method,
    mediaType: update.mediaType,
    // A whole record is sent where the document takes no less.
    names:
      update.method === "PUT"
        ? resource.fields.filter((field) => field.update).map((field) => field.name)
        : [],
    change: JSON.stringify({ [name]: value }),
  });
  if (status >= 300) throw new Error(`the other change was refused with ${status}`);
}

interface Sending {
  readonly path: string;
  readonly method: string;
  readonly mediaType: string;
  readonly names: readonly string[];
  readonly change: string;
}

/** Runs in the page. */
async function send({ path, method, mediaType, names, change }: Sending): Promise<number> {
  const before = await fetch(path);
  const record = (await before.json()) as Record<string, unknown>;
  const kept = names.filter((name) => name in record).map((name) => [name, record[name]]);
  const answer = await fetch(path, {
    method,
    headers: { "Content-Type": mediaType, "If-Match": before.headers.get("etag") ?? "*" },
    body: JSON.stringify({
      ...Object.fromEntries(kept),
      ...(JSON.parse(change) as Record<string, unknown>),
    }),
  });
  return answer.status;
}
