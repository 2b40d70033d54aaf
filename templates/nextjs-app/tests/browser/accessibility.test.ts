/** The accessibility engine on every kind of page of every resource, in both themes and on a narrow screen. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launch, settled, visit, type Visit } from "./support/app";
import { pagesOf, type PageUnderTest } from "./support/pages";

let browser: Browser;
let pages: readonly PageUnderTest[] = [];

const VIEWS = [
  { theme: "light", width: 1280 },
  { theme: "dark", width: 1280 },
  { theme: "light", width: 320 },
] as const;

describe.skipIf(chromiumPath === undefined)("accessibility", () => {
  beforeAll(async () => {
    browser = await launch();
    const visitor = await visit(browser);
    pages = await pagesOf(visitor.page);
    await visitor.context.close();
  });

  afterAll(async () => browser.close());

  test.each(VIEWS)("every page, $theme, $width wide", async (view) => {
    const visitor = await visit(browser, view);
    const found: string[] = [];
    for (const page of pages) found.push(...(await inspect(visitor, page)));
    expect(found).toEqual([]);
    await visitor.context.close();
  });
});

/** What the engine finds, what the console says, and whether the page can only be read by scrolling sideways. */
async function inspect(
  { page, complaints }: Visit,
  { name, address, prepare }: PageUnderTest,
): Promise<readonly string[]> {
  await page.goto(address);
  await settled(page);
  await prepare?.(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) =>
          `${name}: ${id} at ${target.join(" ")}: ${failureSummary ?? ""}`,
      ),
    ),
    ...(overflow ? [`${name}: wider than the screen`] : []),
    ...complaints.take(/status of (?:403|404)/u).map((line) => `${name}: ${line}`),
  ];
}
