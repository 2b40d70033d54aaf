/**
 * A picture of every page at phone, tablet and desk width in both themes, and one sheet of them all:
 * `CONTACT_SHEET=folder`, otherwise nothing is drawn.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Browser } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromiumPath, launch, settled, visit } from "./support/app";
import { pagesOf } from "./support/pages";

const folder = process.env.CONTACT_SHEET ?? "";
const WIDTHS = { phone: 390, tablet: 834, desk: 1440 } as const;

describe.skipIf(folder === "" || chromiumPath === undefined)("contact sheet", () => {
  test("every page", { timeout: 1_800_000 }, async () => {
    const browser: Browser = await launch();
    const target = resolve(folder);
    mkdirSync(target, { recursive: true });
    const first = await visit(browser);
    const pages = await pagesOf(first.page);
    const names: string[] = [];
    for (const theme of ["light", "dark"] as const) {
      for (const [device, width] of Object.entries(WIDTHS)) {
        const { page, context } = await visit(browser, {
          theme,
          width,
          height: device === "phone" ? 844 : 1000,
        });
        for (const one of pages) {
          await page.goto(one.address);
          await settled(page);
          await one.prepare?.(page);
          // Inputs that load when they are shown.
          await page.locator(".animate-pulse").first().waitFor({ state: "detached" });
          const name = `${one.name}-${device}-${theme}.png`.replaceAll(" ", "-");
          await page.screenshot({ path: join(target, name), fullPage: one.prepare === undefined });
          names.push(name);
        }
        await context.close();
      }
    }
    const figures = names.map(
      (name) =>
        `<figure><img alt="" loading="lazy" src="${name}"><figcaption>${name}</figcaption></figure>`,
    );
    writeFileSync(
      join(target, "index.html"),
      `<!doctype html><meta charset="utf-8"><title>Contact sheet</title><style>body{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:16px;font:12px sans-serif;background:#888}figure{margin:0}img{width:100%}</style>${figures.join("\n")}\n`,
    );
    expect(names.length).toBe(pages.length * 6);
    await browser.close();
  });
});
