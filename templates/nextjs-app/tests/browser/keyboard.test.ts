/** Signing in, making, filtering, changing and deleting a record without ever touching a mouse. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { APP, chromiumPath, Complaints, EVERYONE, launch, resources, settled } from "./support/app";
import { row } from "./support/form";
import { entriesFor, type Entry } from "./support/values";

/** Something that can be made without anything else being there. */
const resource = resources.find(
  ({ create, update, read, remove, list, fields }) =>
    [create, update, read, remove, list].every((one) => one !== null) &&
    !fields.some(({ required, target }) => required && target !== null),
);

let browser: Browser;

describe.skipIf(chromiumPath === undefined || resource === undefined)("keyboard alone", () => {
  beforeAll(async () => {
    browser = await launch();
  });

  afterAll(async () => browser.close());

  test("signs in, makes, filters, changes and deletes", async () => {
    if (resource === undefined) return;
    const context = await browser.newContext({
      baseURL: APP,
      locale: "en",
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const complaints = new Complaints();
    complaints.watch(page);

    await page.goto("/");
    await tabTo(page, `button[name="user"][value="${EVERYONE}"]`);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.origin === APP);
    await settled(page);

    // The skip link is first and leads to the content.
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("href"))).toBe(
      "#content",
    );
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id ?? location.hash)).toMatch(
      /content/u,
    );

    await page.goto(`/services/${resource.service}/${resource.name}`);
    await settled(page);
    await tabTo(page, `a[href="/services/${resource.service}/${resource.name}/new"]`);
    await page.keyboard.press("Enter");
    await page.locator("form[aria-busy]").waitFor();
    await settled(page);
    const entries = await entriesFor(resource, "create", Date.now() % 100_000);
    for (const entry of entries) await typeInto(page, entry);
    await tabTo(page, "form[aria-busy] button[type=submit]");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/items\//u);
    await settled(page);
    const address = page.url();
    const label = await page.locator("h1").innerText();

    await page.goto(`/services/${resource.service}/${resource.name}`);
    await settled(page);
    const filter = resource.list?.filters.find(({ field }) => field.name === resource.label);
    if (filter !== undefined) {
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
    }

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
    await page.waitForURL(
      (url) => url.pathname === `/services/${resource.service}/${resource.name}`,
    );
    expect(complaints.take()).toEqual([]);
    await context.close();
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
