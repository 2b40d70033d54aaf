/** Fills in the app's forms the way people do: by what stands beside an input. */
import type { Locator, Page } from "playwright-core";
import type { Field } from "@/contract/model";
import type { Entry } from "./values";

/** The row of a field: its name, input, help and error. */
export function row(page: Page, { name }: Pick<Field, "name">): Locator {
  return page.locator(`form [data-field=${JSON.stringify(name)}]`);
}

function input(page: Page, field: Field): Locator {
  return row(page, field).locator("input, select, textarea").first();
}

export async function fill(page: Page, { field, value, draft }: Entry): Promise<void> {
  const control = input(page, field);
  if (typeof draft === "boolean") return control.setChecked(draft);
  if (field.kind === "enum" || field.kind === "boolean")
    return void (await control.selectOption(String(draft)));
  // A date and a time are typed in the zone of the browser.
  if (field.kind === "datetime") return control.fill(await page.evaluate(local, String(value)));
  return control.fill(String(draft));
}

/** Runs in the page. */
function local(wire: string): string {
  const date = new Date(wire);
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Looks a record up in a picker by its label and chooses it. */
export async function pick(page: Page, field: Field, label: string): Promise<void> {
  const box = row(page, field).getByRole("combobox");
  await box.click();
  await box.fill(label);
  await page.getByRole("option", { name: label, exact: true }).first().click();
  if (field.kind === "many") await page.keyboard.press("Escape");
}

/** Sends the form and waits for where it leads. */
export async function submit(page: Page): Promise<void> {
  const before = page.url();
  await page.locator("form[aria-busy] button[type=submit]").click();
  await page
    .waitForURL((url) => url.href !== before, { timeout: 20_000 })
    .catch(async () => {
      throw new Error(
        `the form was not accepted: ${(await page.locator("form[aria-busy]").innerText()).slice(0, 3000)}`,
      );
    });
}
