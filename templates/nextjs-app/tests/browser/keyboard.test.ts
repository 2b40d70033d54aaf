/** Signing in, making, filtering, changing and deleting a record without ever touching a mouse. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "@/contract";
import type { Resource } from "@/contract/model";
import { actionHref, listHref, newHref } from "@/lib/addresses";
import { APP, chromiumPath, Complaints, EVERYONE, launch, resources, settled } from "./support/app";
import { row } from "./support/form";
import { entriesFor, type Entry } from "./support/values";

/** What can be made without anything else being there; of those, one with which most can be done. */
const candidates = resources.filter(
  ({ create, read, fields }) =>
    create !== null &&
    read !== null &&
    !fields.some((field) => field.create && field.required && field.target !== null),
);
const offers = ({ list, update, remove }: Resource): number =>
  [list, update, remove, list?.filters[0]].filter((one) => one !== null && one !== undefined)
    .length;
const [resource] = candidates.sort((a, b) => offers(b) - offers(a));
const home = resource === undefined ? "/" : listHref(resource);

let browser: Browser;
let page: Page;
const complaints = new Complaints();
let address = "";
let label = "";

describe.skipIf(chromiumPath === undefined)("keyboard alone", () => {
  beforeAll(async () => {
    browser = await launch();
    const context = await browser.newContext({
      baseURL: APP,
      locale: "en",
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(15_000);
    page = await context.newPage();
    complaints.watch(page);
  });

  afterAll(async () => browser.close());

  test("signs in and skips to the content", async () => {
    await page.goto("/");
    await tabTo(page, `button[name="user"][value="${EVERYONE}"]`);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.origin === APP);
    await settled(page);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("href"))).toBe(
      "#content",
    );
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id ?? location.hash)).toMatch(
      /content/u,
    );
    expect(complaints.take()).toEqual([]);
  });

  test.runIf(resource !== undefined)("makes a record", async () => {
    if (resource === undefined) return;
    await page.goto(home);
    await settled(page);
    await tabTo(page, `main a[href="${newHref(resource)}"]`);
    await page.keyboard.press("Enter");
    await page.locator("form[aria-busy]").waitFor();
    await settled(page);
    for (const entry of await entriesFor(resource, "create", Date.now() % 100_000))
      await typeInto(page, entry);
    await tabTo(page, "form[aria-busy] button[type=submit]");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/items\//u);
    await settled(page);
    address = page.url();
    label = await page.locator("h1").innerText();
    expect(complaints.take()).toEqual([]);
  });

  const filter = resource?.list?.filters.find(({ field }) => field.name === resource.label);
  test.runIf(filter !== undefined)("finds it by a filter", async () => {
    if (filter === undefined) return;
    await page.goto(home);
    await settled(page);
    await tabTo(page, "button[aria-expanded]");
    await page.keyboard.press("Enter");
    await tabTo(page, "[id] form input, [id] form select");
    const box = page.locator("form").getByLabel(filter.field.title, { exact: true }).first();
    await tabUntil(page, () => box.evaluate((element) => element === document.activeElement));
    await page.keyboard.type(label);
    await page.keyboard.press("Enter");
    await page.waitForURL(/filter\./u);
    await settled(page);
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
    expect(complaints.take()).toEqual([]);
  });

  test.runIf(resource?.list === null)("opens it by its key", async () => {
    await page.goto(home);
    await settled(page);
    await tabTo(page, "main form input");
    await page.keyboard.type(decodeURIComponent(new URL(address).pathname.split("/").at(-1) ?? ""));
    await page.keyboard.press("Enter");
    await page.waitForURL(address);
    expect(await page.locator("h1").innerText()).toBe(label);
    expect(complaints.take()).toEqual([]);
  });

  test.runIf(resource !== undefined && resource.update !== null)("changes it", async () => {
    if (resource === undefined) return;
    await page.goto(address);
    await settled(page);
    await tabTo(page, 'a[href$="/edit"]');
    await page.keyboard.press("Enter");
    await page.locator("form[aria-busy]").waitFor();
    await settled(page);
    const [changed] = (await entriesFor(resource, "update", Date.now() % 77_777)).filter(
      ({ field }) => field.kind === "string" || field.kind === "email",
    );
    if (changed !== undefined) await typeInto(page, changed);
    await tabTo(page, "form[aria-busy] button[type=submit]");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => !url.pathname.endsWith("/edit"));
    await settled(page);
    if (changed !== undefined)
      expect(await page.locator("main").innerText()).toContain(String(changed.value));
    expect(complaints.take()).toEqual([]);
  });

  test.runIf(resource !== undefined && resource.remove !== null)("deletes it", async () => {
    await page.goto(address);
    await settled(page);
    await tabUntil(page, () =>
      page.evaluate(() => document.activeElement?.textContent === "Delete"),
    );
    await page.keyboard.press("Enter");
    await page.getByRole("alertdialog").waitFor();
    await tabUntil(page, () =>
      page.evaluate(
        () =>
          document.activeElement?.textContent === "Delete" &&
          document.activeElement.closest('[role="alertdialog"]') !== null,
      ),
    );
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === home);
    expect(complaints.take()).toEqual([]);
  });

  const [action] = services.flatMap(({ actions }) => actions);
  test.runIf(action !== undefined)("reaches an action and its button", async () => {
    if (action === undefined) return;
    await page.goto("/");
    await settled(page);
    await tabTo(page, `main a[href="${actionHref(action)}"]`);
    await page.keyboard.press("Enter");
    await page.locator("form[aria-busy]").waitFor();
    await settled(page);
    await tabTo(page, "form[aria-busy] button[type=submit]");
    expect(complaints.take()).toEqual([]);
  });
});

function tabTo(page: Page, selector: string): Promise<void> {
  return tabUntil(page, () =>
    page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector),
  );
}

/** Every stop on the way has to be one that can be seen. */
async function tabUntil(page: Page, reached: () => Promise<boolean>): Promise<void> {
  for (let step = 0; step < 120; step += 1) {
    if (await reached()) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("the keyboard does not lead there");
}

async function typeInto(page: Page, { field, draft }: Entry): Promise<void> {
  const control = row(page, field).locator("input, select, textarea").first();
  await tabUntil(page, () => control.evaluate((element) => element === document.activeElement));
  if (typeof draft === "boolean") {
    if (draft !== (await control.isChecked())) await page.keyboard.press("Space");
  } else if (field.kind === "enum" || field.kind === "boolean") {
    const text = await control.locator(`option[value="${String(draft)}"]`).innerText();
    await page.keyboard.type(text);
  } else if (field.kind === "date") {
    const [year = "", month = "", day = ""] = String(draft).split("-");
    await page.keyboard.type(`${month}${day}${year}`);
  } else if (field.kind !== "datetime") {
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(String(draft));
  }
}
