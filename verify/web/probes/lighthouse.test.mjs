/**
 * Measures every route of the built web app in a signed-in Chromium, with Lighthouse and by hand where Lighthouse cannot
 * interact. `npm run verify:lighthouse` copies it into a generated repository's web/tests/browser, where it finds the
 * app's own helpers; the report is one JSON file at LIGHTHOUSE_REPORT.
 */
import { writeFileSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { test } from "vitest";
import { APP, chromiumPath, settled, signIn } from "./support/app";
import { pagesOf } from "./support/pages";

const { default: lighthouse } = await import(process.env.LIGHTHOUSE_MODULE);
const RUNS = Number(process.env.LIGHTHOUSE_RUNS ?? 5);
const ROUTES = Number(process.env.LIGHTHOUSE_ROUTES ?? Number.POSITIVE_INFINITY);

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** One load of a page: scores from 0 to 1, milliseconds, and what did not reach its best. */
async function load(url, port) {
  const { lhr } = await lighthouse(url, {
    port, output: "json", logLevel: "error", disableStorageReset: true,
    onlyCategories: ["performance", "accessibility", "best-practices"],
  });
  if (lhr.runtimeError !== undefined) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  const value = (name) => lhr.audits[name].numericValue;
  const short = Object.values(lhr.audits).filter((audit) => audit.scoreDisplayMode === "binary" && audit.score === 0).map(({ id }) => id);
  return {
    final: lhr.finalDisplayedUrl, short,
    performance: lhr.categories.performance.score, accessibility: lhr.categories.accessibility.score,
    bestPractices: lhr.categories["best-practices"].score,
    lcp: value("largest-contentful-paint"), cls: value("cumulative-layout-shift"), tbt: value("total-blocking-time"),
  };
}

/** The slowest answer of a page to what a person did on it, from input to the next paint. */
async function interaction(page, act) {
  await page.evaluate(() => {
    window.slowest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.interactionId > 0) window.slowest = Math.max(window.slowest, entry.duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: false });
  });
  await act();
  await page.waitForTimeout(500);
  return await page.evaluate(() => window.slowest);
}

async function interactions(page, pages) {
  const measured = {};
  const list = pages.find(({ name }) => name.endsWith(" filters"));
  const create = pages.find(({ name }) => name.endsWith(" new"));
  const edit = pages.find(({ name }) => name.endsWith(" edit"));
  const type = async () => {
    for (const field of await page.locator("form[aria-busy] input:not([type=hidden]):not([type=checkbox]):visible").all()) {
      await field.click();
      await page.keyboard.type("12", { delay: 30 });
    }
    await page.locator("form[aria-busy] button[type=submit]").click();
  };
  const filter = async () => {
    await page.getByRole("button", { name: /^Filters/u }).click();
    await page.keyboard.press("Tab");
    await page.keyboard.type("12", { delay: 30 });
    await page.keyboard.press("Enter");
  };
  for (const [name, one, act] of [["filter", list, filter], ["create", create, type], ["edit", edit, type]]) {
    if (one === undefined) continue;
    await page.goto(one.address);
    await settled(page);
    measured[name] = await interaction(page, act);
  }
  return measured;
}

test("every route", { timeout: 7_200_000 }, async () => {
  const port = await freePort();
  const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "lighthouse-")), {
    executablePath: chromiumPath, baseURL: APP, locale: "en",
    args: [`--remote-debugging-port=${port}`, "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  });
  const page = await context.newPage();
  await signIn(page);
  const pages = await pagesOf(page);
  const routes = pages.filter(({ prepare, name }) => prepare === undefined && name !== "not found").slice(0, ROUTES);
  const results = [];
  for (const { name, address } of routes) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await load(APP + address, port));
    const of = (key) => median(runs.map((one) => one[key]));
    const result = { name, final: runs[0].final.replace(APP, ""), address, short: [...new Set(runs.flatMap(({ short }) => short))] };
    for (const key of ["performance", "accessibility", "bestPractices", "lcp", "cls", "tbt"]) result[key] = of(key);
    results.push(result);
    console.log(JSON.stringify(result));
  }
  writeFileSync(process.env.LIGHTHOUSE_REPORT, JSON.stringify({ routes: results, interactions: await interactions(page, pages) }));
  await context.close();
});
