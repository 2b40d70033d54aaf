/** What happens in the middle of work: someone else saves first, the connection goes, the session ends. */
import { Client } from "pg";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Resource } from "@/contract/model";
import { editHref, itemHref, listHref } from "@/lib/addresses";
import { APP, chromiumPath, EVERYONE, launch, resources, settled, visit } from "./support/app";
import type { Visit } from "./support/app";
import { fill, row, submit } from "./support/form";
import { change, makeOne, read } from "./support/service";
import { entriesFor, type Entry } from "./support/values";

const PLAIN = ["string", "text", "url", "email"];

/** Records that can be made, looked at and changed in a field of plain text. */
const changeable = resources.filter(
  ({ create, read: shown, update, fields }) =>
    create !== null &&
    shown !== null &&
    update !== null &&
    fields.some((field) => field.update && field.target === null && PLAIN.includes(field.kind)),
);
const versioned = changeable.find(({ update }) => update?.ifMatch === true);
const [edited] = changeable;
const sorted = resources.find(
  ({ list, create }) => create !== null && list !== null && list.sortable.length > 0,
);

let browser: Browser;
let visitor: Visit;

/** Two legal values for one field, both other than what is there. */
async function twoValues(resource: Resource): Promise<readonly [Entry, Entry]> {
  const found = await Promise.all(
    [1, 2].map(async (seed) =>
      (await entriesFor(resource, "update", (Date.now() % 50_000) + seed)).find(({ field }) =>
        PLAIN.includes(field.kind),
      ),
    ),
  );
  const [one, other] = found;
  if (one === undefined || other === undefined) throw new Error("no value was found to type");
  return [one, other];
}

async function edit(page: Page, resource: Resource, key: string): Promise<void> {
  await page.goto(editHref(resource, key));
  await page.locator("form[aria-busy]").waitFor();
  await settled(page);
}

const save = (page: Page): Promise<void> =>
  page.locator("form[aria-busy] button[type=submit]").click();

describe.skipIf(chromiumPath === undefined)("in the middle of work", () => {
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => browser.close());
  beforeEach(async () => {
    visitor = await visit(browser);
  });
  afterEach(async () => visitor.context.close());

  describe.skipIf(versioned === undefined)("someone else saves first", () => {
    /** Types one value, lets the other be saved meanwhile, saves: both are shown. */
    async function collide() {
      const { page } = visitor;
      const resource = versioned as Resource;
      const key = await makeOne(page, resource);
      const [mine, theirs] = await twoValues(resource);
      await edit(page, resource, key);
      await fill(page, mine);
      await change(page, resource, key, [theirs.field.name, theirs.value]);
      await save(page);
      const dialog = page.getByRole("dialog", { name: "Someone changed this: look at both" });
      await dialog.waitFor();
      for (const { value } of [mine, theirs])
        expect(await dialog.innerText()).toContain(String(value));
      const stored = async () => (await read(page, resource, key))[mine.field.name];
      expect(await stored()).toBe(theirs.value);
      return { page, resource, key, mine, theirs, dialog, stored };
    }

    test("one's own value is kept, by choice", async () => {
      const { page, mine, dialog, stored } = await collide();
      const own = dialog.getByRole("radio", { name: `Keep yours for ${mine.field.title}` });
      expect(await own.isChecked()).toBe(true);
      await dialog.getByRole("button", { name: "Use these values" }).click();
      await dialog.waitFor({ state: "detached" });
      await submit(page);
      expect(await stored()).toBe(mine.value);
      expect(visitor.complaints.take(/status of 412/u)).toEqual([]);
    });

    test("the other's value is kept, by choice", async () => {
      const { page, mine, theirs, dialog, stored } = await collide();
      await dialog.getByRole("radio", { name: `Keep theirs for ${mine.field.title}` }).check();
      await dialog.getByRole("button", { name: "Use these values" }).click();
      await dialog.waitFor({ state: "detached" });
      const control = row(page, mine.field).locator("input, textarea").first();
      expect(await control.inputValue()).toBe(String(theirs.value));
      await submit(page);
      expect(await stored()).toBe(theirs.value);
      expect(visitor.complaints.take(/status of 412/u)).toEqual([]);
    });

    test("nothing is lost by looking and going back", async () => {
      const { page, mine, theirs, stored } = await collide();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      const control = row(page, mine.field).locator("input, textarea").first();
      expect(await control.inputValue()).toBe(String(mine.value));
      expect(await stored()).toBe(theirs.value);
    });
  });

  describe("without a connection", () => {
    test.skipIf(sorted === undefined)("a list stays, says so, and goes on afterwards", async () => {
      const { page, context } = visitor;
      const resource = sorted as Resource;
      await makeOne(page, resource);
      await page.goto(listHref(resource));
      await settled(page);
      const rows = await page.locator("tbody tr").count();
      await context.setOffline(true);
      const line = page.getByText("You are offline.");
      await line.waitFor();
      const heading = page.locator("th[aria-sort] button").first();
      await heading.click();
      expect(await page.locator("tbody tr").count()).toBe(rows);
      const here = new URL(page.url()).pathname;
      await page.getByRole("navigation").first().locator('a[href="/"]').click();
      await page.getByText("That page needs a connection.").waitFor();
      expect(new URL(page.url()).pathname).toBe(here);
      const asked = page.waitForResponse((answer) => answer.url().includes("sort="));
      await context.setOffline(false);
      await line.waitFor({ state: "detached" });
      expect((await asked).status()).toBe(200);
      expect(await page.locator('th[aria-sort="ascending"]').count()).toBe(1);
      expect(visitor.complaints.take(/ERR_INTERNET_DISCONNECTED/u)).toEqual([]);
    });

    test.skipIf(edited === undefined)("what was typed is kept, and saved later", async () => {
      const { page, context } = visitor;
      const resource = edited as Resource;
      const key = await makeOne(page, resource);
      const [mine] = await twoValues(resource);
      await edit(page, resource, key);
      await fill(page, mine);
      await context.setOffline(true);
      await page.getByText("You are offline.").waitFor();
      await save(page);
      const control = row(page, mine.field).locator("input, textarea").first();
      expect(await control.inputValue()).toBe(String(mine.value));
      await context.setOffline(false);
      await page.waitForURL((url) => url.pathname === itemHref(resource, key));
      expect((await read(page, resource, key))[mine.field.name]).toBe(mine.value);
    });
  });

  describe("the session ends", () => {
    const database = new Client({ connectionString: process.env.DATABASE_URL ?? "" });
    beforeAll(async () => database.connect());
    afterAll(async () => database.end());

    const expire = () => database.query("UPDATE sessions SET expires_at = now()");
    const signInAgain = async (page: Page): Promise<void> => {
      await page.locator(`button[name="user"][value="${EVERYONE}"]`).click();
      await page.waitForURL((url) => url.origin === APP && !url.pathname.startsWith("/auth/"));
    };

    test.skipIf(sorted === undefined)("a list leads to the sign-in and back to it", async () => {
      const { page } = visitor;
      const resource = sorted as Resource;
      await makeOne(page, resource);
      await page.goto(listHref(resource));
      await settled(page);
      await expire();
      await page.locator("th[aria-sort] button").first().click();
      await page.getByRole("heading", { name: "You are signed out" }).waitFor();
      const { href } = new URL(page.url());
      expect(href).toContain("sort=");
      await page.getByRole("link", { name: "Sign in" }).click();
      await signInAgain(page);
      expect(page.url()).toBe(href);
      expect(await page.locator("tbody tr").count()).toBeGreaterThan(0);
      expect(visitor.complaints.take(/status of 401/u)).toEqual([]);
    });

    test.skipIf(sorted === undefined)("a link leads to the sign-in and then there", async () => {
      const { page } = visitor;
      await page.goto("/");
      await settled(page);
      await expire();
      const there = listHref(sorted as Resource);
      await page.getByRole("navigation").first().locator(`a[href="${there}"]`).click();
      await signInAgain(page);
      expect(new URL(page.url()).pathname).toBe(there);
      expect(visitor.complaints.take()).toEqual([]);
    });

    test.skipIf(edited === undefined)("what was typed is saved after signing in", async () => {
      const { page, context } = visitor;
      const resource = edited as Resource;
      const key = await makeOne(page, resource);
      const [mine] = await twoValues(resource);
      await edit(page, resource, key);
      await fill(page, mine);
      await expire();
      await save(page);
      const alert = page.getByRole("alert").filter({ hasText: "It was not saved" });
      await alert.waitFor();
      const opened = context.waitForEvent("page");
      await alert.getByRole("link", { name: "Sign in" }).click();
      await signInAgain(await opened);
      await submit(page);
      expect((await read(page, resource, key))[mine.field.name]).toBe(mine.value);
      expect(visitor.complaints.take(/status of 401/u)).toEqual([]);
    });
  });
});
