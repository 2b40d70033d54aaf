/**
 * A record of every resource of the contract, through the app, the services and their databases: made with what it
 * refers to, found in its list, filtered, changed and deleted; and nothing complained on the way.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Resource } from "@/contract/model";
import { formatNumber } from "@/lib/numbers";
import { chromiumPath, launch, resources, settled, visit, type Visit } from "./support/app";
import { fill, pick, row, submit } from "./support/form";
import { entriesFor, type Entry } from "./support/values";

interface Made {
  readonly address: string;
  readonly label: string;
}

const made = new Map<string, Made>();
const named = ({ service, name }: Pick<Resource, "service" | "name">): string =>
  `${service}/${name}`;
const run = Date.now() % 100_000;

let browser: Browser;
let visitor: Visit;

describe.skipIf(chromiumPath === undefined)("every resource", () => {
  beforeAll(async () => {
    browser = await launch();
    visitor = await visit(browser);
  });

  afterAll(async () => browser.close());

  describe.each(resources.map((resource, index) => [named(resource), resource, index] as const))(
    "%s",
    (_, resource, index) => {
      test.runIf(resource.create !== null)("is made, with what it refers to", async () => {
        const { page, complaints } = visitor;
        await page.goto(`/services/${named(resource)}/new`);
        await settled(page);
        const entries = await entriesFor(resource, "create", run + index);
        for (const entry of entries) await fill(page, entry);
        for (const field of resource.fields.filter(
          ({ create, target }) => create && target !== null,
        )) {
          const target =
            field.target === null
              ? undefined
              : made.get(`${field.target.service}/${field.target.resource}`);
          if (target !== undefined) await pick(page, field, target.label);
          else if (field.required) throw new Error(`nothing to refer to in ${field.name}`);
        }
        await submit(page);
        await page.locator("h1").waitFor();
        await settled(page);
        const label = await labelOf(resource, entries);
        if (resource.read !== null) expect(await page.locator("h1").innerText()).toBe(label);
        made.set(named(resource), { address: page.url(), label });
        expect(complaints.take()).toEqual([]);
      });

      test.runIf(resource.create !== null && resource.read !== null)(
        "shows what was typed",
        async () => {
          const { page } = visitor;
          await page.goto(made.get(named(resource))?.address ?? "");
          const entries = await entriesFor(resource, "create", run + index);
          const text = await page.locator("main").innerText();
          for (const { field, value } of entries) {
            if (["string", "email", "url", "uuid"].includes(field.kind))
              expect(text).toContain(String(value));
            if (field.kind === "integer") expect(text).toContain(formatNumber(Number(value)));
          }
        },
      );

      test.runIf(resource.create !== null && resource.list !== null)(
        "is found by a filter",
        async () => {
          const { page, complaints } = visitor;
          await page.goto(`/services/${named(resource)}`);
          await settled(page);
          const entries = await entriesFor(resource, "create", run + index);
          const filter = resource.list?.filters.find(
            ({ field }) =>
              ["string", "email", "uuid"].includes(field.kind) &&
              entries.some((entry) => entry.field.name === field.name),
          );
          if (filter === undefined)
            return expect(await page.locator("tbody tr").count()).toBeGreaterThan(0);
          const value = String(
            entries.find((entry) => entry.field.name === filter.field.name)?.value,
          );
          await page.getByRole("button", { name: /^Filters/u }).click();
          await page
            .locator("form")
            .getByLabel(filter.field.title, { exact: true })
            .first()
            .fill(value);
          await page.getByRole("button", { name: "Apply" }).click();
          await page.waitForURL(
            (url) => url.searchParams.get(`filter.${filter.parameter}`) === value,
          );
          const rows = await matches(page, resource, filter.parameter, value);
          await expect.poll(() => page.locator("tbody tr").count()).toBe(rows);
          await settled(page);
          // The address holds the filter: the same list comes from the server.
          await page.reload();
          expect(await page.locator("tbody tr").count()).toBe(rows);
          expect(complaints.take()).toEqual([]);
        },
      );

      test.runIf(resource.create !== null && resource.list !== null)(
        "is listed without asking twice",
        async () => {
          const { page, complaints } = visitor;
          const asked: string[] = [];
          const listen = (request: { url(): string }): void =>
            void (request.url().includes("/api/services/") && asked.push(request.url()));
          page.on("request", listen);
          await page.goto(`/services/${named(resource)}`);
          await settled(page);
          page.off("request", listen);
          expect(await page.locator("tbody tr").count()).toBeGreaterThan(0);
          expect(asked).toEqual([]);
          expect(complaints.take()).toEqual([]);
        },
      );

      test.runIf(resource.update !== null && resource.create !== null && resource.read !== null)(
        "is changed",
        async () => {
          const { page, complaints } = visitor;
          const address = made.get(named(resource))?.address ?? "";
          await page.goto(address);
          await settled(page);
          await page.getByRole("link", { name: "Edit" }).click();
          await page.locator("form[aria-busy]").waitFor();
          await settled(page);
          const [entry] = (await entriesFor(resource, "update", run + index + 500)).filter(
            ({ field }) =>
              ["string", "text", "email", "url", "uuid", "integer", "boolean"].includes(field.kind),
          );
          if (entry === undefined) return;
          await fill(page, entry);
          await submit(page);
          await settled(page);
          expect(await page.locator("main").innerText()).toContain(shown(entry));
          if (entry.field.name === resource.label)
            made.set(named(resource), { address, label: String(entry.value) });
          expect(complaints.take()).toEqual([]);
        },
      );

      test.runIf(
        resource.create !== null &&
          resource.fields.some(
            ({ create, required, kind }) => create && required && kind !== "boolean",
          ),
      )("is refused in words when it is empty", async () => {
        const { page, complaints } = visitor;
        await page.goto(`/services/${named(resource)}/new`);
        await settled(page);
        await page.locator("form[aria-busy] button[type=submit]").click();
        await page.getByRole("alert").first().waitFor();
        const wanted = resource.fields.find(
          ({ create, required, kind }) => create && required && kind !== "boolean",
        );
        if (wanted !== undefined && wanted.kind !== "many" && wanted.preset === null)
          await row(page, wanted).locator('[aria-invalid="true"]').waitFor();
        expect(complaints.take()).toEqual([]);
      });
    },
  );

  describe.each([...resources].reverse().map((resource) => [named(resource), resource] as const))(
    "%s",
    (_, resource) => {
      test.runIf(resource.remove !== null && resource.create !== null && resource.read !== null)(
        "is deleted after a question",
        async () => {
          const { page, complaints } = visitor;
          const { address = "", label = "" } = made.get(named(resource)) ?? {};
          await page.goto(address);
          await settled(page);
          await page.getByRole("button", { name: "Delete" }).click();
          const question = page.getByRole("alertdialog");
          await question.getByText(label).first().waitFor();
          await question.getByRole("button", { name: "Delete" }).click();
          await page.waitForURL((url) => url.pathname === `/services/${named(resource)}`);
          await settled(page);
          expect(complaints.take()).toEqual([]);
          const answer = await page.goto(address);
          expect(answer?.status()).toBe(404);
          expect(complaints.take(/status of 404/u)).toEqual([]);
        },
      );
    },
  );
});

function labelOf({ label }: Resource, entries: readonly Entry[]): Promise<string> {
  const entry = entries.find(({ field }) => field.name === label);
  return entry === undefined
    ? visitor.page.locator("h1").innerText()
    : Promise.resolve(String(entry.value).trim());
}

function shown({ field, value }: Entry): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return field.kind === "integer" ? formatNumber(Number(value)) : String(value);
}

/** How many the service finds. */
function matches(
  page: Page,
  resource: Resource,
  parameter: string,
  value: string,
): Promise<number> {
  const path = `/api/services/${resource.service}${resource.path}?${new URLSearchParams({ [parameter]: value }).toString()}`;
  return page.evaluate(
    async ([address, items]) => {
      const body = (await (await fetch(address ?? "")).json()) as Record<string, unknown[]> &
        unknown[];
      return (items === null || items === undefined ? body : (body[items as never] as unknown[]))
        .length;
    },
    [path, resource.list?.items ?? null] as const,
  );
}
