/** Every kind of page that the app has, with something on it: what is missing is made through the gateway. */
import type { Page } from "playwright-core";
import { services } from "@/contract";
import type { JsonObject, Resource } from "@/contract/model";
import { actionHref, editHref, itemHref, listHref, newHref } from "@/lib/addresses";
import { resources } from "./app";
import { entriesFor } from "./values";

export interface PageUnderTest {
  readonly name: string;
  readonly address: string;
  readonly prepare?: (page: Page) => Promise<void>;
}

const ROWS = 3;

/** Runs in the page, as the app itself would send it. */
async function call([path, method, mediaType, body]: readonly [
  string,
  string,
  string,
  string,
]): Promise<string> {
  const answer = await fetch(path, {
    method,
    headers: { "Content-Type": mediaType },
    ...(body === "" ? {} : { body }),
  });
  return answer.ok ? answer.text() : "";
}

/** Makes a record through the gateway; its key, or null where that cannot be done. */
export async function make(
  page: Page,
  resource: Resource,
  keys: ReadonlyMap<string, string>,
  seed: number,
): Promise<string | null> {
  const { create } = resource;
  if (create === null) return null;
  const body: Record<string, JsonObject[string]> = {};
  for (const { field, value } of await entriesFor(resource, "create", seed))
    body[field.name] = value;
  for (const { name, target, kind, create: sent, required } of resource.fields) {
    const key = target === null ? undefined : keys.get(`${target.service}/${target.resource}`);
    if (!sent || target === null) continue;
    if (key !== undefined) body[name] = kind === "many" ? [key] : key;
    else if (required) return null;
  }
  const text = await page.evaluate(call, [
    `/api/services/${resource.service}${resource.path}`,
    "POST",
    create.mediaType,
    JSON.stringify(body),
  ] as const);
  if (text === "") return null;
  return String((JSON.parse(text) as JsonObject)[resource.key] ?? "");
}

/** Addresses of the home page, of every list, form and record, of every action, and of what is not there. */
export async function pagesOf(page: Page): Promise<readonly PageUnderTest[]> {
  const keys = new Map<string, string>();
  for (const [index, resource] of resources.entries()) {
    for (let row = 0; row < ROWS; row += 1) {
      const key = await make(page, resource, keys, (Date.now() % 90_000) + index * 10 + row);
      if (key !== null && key !== "") keys.set(`${resource.service}/${resource.name}`, key);
    }
  }
  return [
    { name: "home", address: "/" },
    {
      name: "account",
      address: "/",
      prepare: async (one) => one.locator("[popovertarget]").click(),
    },
    ...resources.flatMap((resource) =>
      pagesOfResource(resource, keys.get(`${resource.service}/${resource.name}`)),
    ),
    ...services.flatMap(({ actions }) =>
      actions.map((action) => ({ name: `action ${action.name}`, address: actionHref(action) })),
    ),
    { name: "not found", address: "/services/there-is/no-such-thing" },
  ];
}

function pagesOfResource(resource: Resource, key: string | undefined): readonly PageUnderTest[] {
  const name = `${resource.service} ${resource.name}`;
  const { list, create, read, update, remove } = resource;
  const filters = async (page: Page): Promise<void> =>
    page.getByRole("button", { name: /^Filters/u }).click();
  const send = async (page: Page): Promise<void> =>
    page.locator("form[aria-busy] button[type=submit]").click();
  const ask = async (page: Page): Promise<void> => {
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("alertdialog").waitFor();
  };
  return [
    { name: `${name} ${list === null ? "find" : "list"}`, address: listHref(resource) },
    ...(list === null || list.filters.length === 0
      ? []
      : [{ name: `${name} filters`, address: listHref(resource), prepare: filters }]),
    ...(create === null ? [] : [{ name: `${name} new`, address: newHref(resource) }]),
    ...(create === null ||
    !resource.fields.some((field) => field.create && field.required && field.kind !== "boolean")
      ? []
      : [
          {
            name: `${name} refused`,
            address: newHref(resource),
            prepare: async (page: Page) => {
              await send(page);
              await page.getByRole("alert").first().waitFor();
            },
          },
        ]),
    ...(read === null || key === undefined
      ? []
      : [{ name: `${name} record`, address: itemHref(resource, key) }]),
    ...(read === null || remove === null || key === undefined
      ? []
      : [{ name: `${name} delete`, address: itemHref(resource, key), prepare: ask }]),
    ...(read === null || update === null || key === undefined
      ? []
      : [{ name: `${name} edit`, address: editHref(resource, key) }]),
  ];
}
