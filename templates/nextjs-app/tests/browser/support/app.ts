/** The app in a real browser: Chromium as the system has it, signed in through the issuer like anybody else. */
import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { services } from "@/contract";
import type { Resource } from "@/contract/model";

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "")
    throw new Error(`${name} is missing: run these tests with make test-integration`);
  return value;
}

export const APP = required("PUBLIC_URL");
const USERS = required("TEST_USERS").split(",");
/** The user who has every role. */
export const EVERYONE = USERS.at(-1) ?? "";

/** Resources whose collection stands by itself, in an order in which each can refer to those before it. */
export const resources: readonly Resource[] = ordered(
  services.flatMap((service) => service.resources).filter(({ parents }) => parents.length === 0),
);

function ordered(all: readonly Resource[]): readonly Resource[] {
  const done: Resource[] = [];
  const waiting = [...all];
  while (waiting.length > 0) {
    const next = waiting.findIndex((one) =>
      needs(one).every(
        (target) =>
          done.some((other) => same(other, target)) ||
          !waiting.some((other) => same(other, target)),
      ),
    );
    done.push(...waiting.splice(Math.max(next, 0), 1));
  }
  return done;
}

function needs({ fields }: Resource) {
  return fields.flatMap(({ required, target }) => (required && target !== null ? [target] : []));
}

function same(
  one: Resource,
  target: { readonly service: string; readonly resource: string } | Resource,
): boolean {
  return (
    one.service === target.service &&
    one.name === ("resource" in target ? target.resource : target.name)
  );
}

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** The system's Chromium; undefined where there is none, and the tests then say that they were skipped. */
export const chromiumPath = CANDIDATES.find((path) => path !== undefined && existsSync(path));

export function launch(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-sync"],
  });
}

export interface View {
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
}

/** What a page must not say: errors in the console, errors of scripts, violations of the content security policy. */
export class Complaints {
  readonly #all: string[] = [];

  watch(page: Page): void {
    page.on("console", (message) => {
      // The sign-in page is the issuer's.
      if (!page.url().startsWith(APP)) return;
      if (message.type() === "error" || message.type() === "warning")
        this.#all.push(`${page.url()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.#all.push(`${page.url()}: ${error.message}`));
  }

  /** Everything said since the last time; `expected` leaves out what a test provokes. */
  take(expected?: RegExp): readonly string[] {
    return this.#all.splice(0).filter((line) => expected?.test(line) !== true);
  }
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly complaints: Complaints;
}

/** A signed-in browser window. */
export async function visit(browser: Browser, view: View = {}): Promise<Visit> {
  const { theme = "light", width = 1280, height = 900 } = view;
  const context = await browser.newContext({
    baseURL: APP,
    viewport: { width, height },
    colorScheme: theme,
    locale: "en",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints = new Complaints();
  complaints.watch(page);
  await signIn(page);
  return { context, page, complaints };
}

/** Through the sign-in page of the local issuer, which lists the test users. */
export async function signIn(page: Page, user = EVERYONE): Promise<void> {
  await page.goto("/");
  await page.locator(`button[name="user"][value="${user}"]`).click();
  await page.waitForURL((url) => url.origin === APP && !url.pathname.startsWith("/auth/"));
}

/** Until the page has nothing more to fetch and the browser has taken it over. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
}
