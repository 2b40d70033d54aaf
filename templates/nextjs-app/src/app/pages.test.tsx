// @vitest-environment jsdom
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import AppError from "@/app/(app)/error";
import AppLayout from "@/app/(app)/layout";
import NotFoundHere from "@/app/(app)/not-found";
import ActionPage, {
  generateMetadata as actionTitle,
} from "@/app/(app)/actions/[service]/[action]/page";
import EditPage, {
  generateMetadata as editTitle,
} from "@/app/(app)/services/[service]/[resource]/items/[key]/edit/page";
import ItemPage, {
  generateMetadata as itemTitle,
} from "@/app/(app)/services/[service]/[resource]/items/[key]/page";
import NewPage, {
  generateMetadata as newTitle,
} from "@/app/(app)/services/[service]/[resource]/new/page";
import ListPage, {
  generateMetadata as listTitle,
} from "@/app/(app)/services/[service]/[resource]/page";
import NotFound from "@/app/not-found";
import { ResourceCard, ResourceCardSkeleton } from "@/features/home/resource-card";
import { product, record } from "@/testing/contract";
import { show } from "@/testing/render";
import { json, serve } from "@/testing/service";

const session = vi.hoisted(() => ({ roles: ["viewer", "editor", "admin"] as string[] | null }));
const push = vi.hoisted(() => vi.fn());
const answers = vi.hoisted(() => ({ next: (): Response => new Response() }));
vi.mock("@/server/session", () => ({
  requireSession: () =>
    Promise.resolve({
      user: { subject: "1", name: "Ada", email: null },
      roles: session.roles ?? [],
    }),
  getSession: () =>
    Promise.resolve(
      session.roles === null
        ? null
        : { user: { subject: "1", name: "Ada", email: null }, roles: session.roles },
    ),
}));
vi.mock("@/server/services", () => ({ serviceFetch: () => Promise.resolve(answers.next()) }));
vi.mock("next/headers", () => ({
  cookies: () => Promise.resolve({ get: () => ({ value: "dark" }) }),
}));
vi.mock("next/navigation", () => ({
  usePathname: () => "/",
  useRouter: () => ({ push }),
  notFound: () => {
    throw new Error("not found");
  },
}));
vi.mock("@/contract", async () => {
  const made = await import("@/testing/contract");
  const service = { name: "catalog", title: "Catalogue", description: "All of it." };
  return {
    product: { title: "Shop", description: "Sells things." },
    services: [
      {
        ...service,
        resources: [
          made.product,
          { ...made.product, name: "events", plural: "Events", list: null },
        ],
        actions: [{ ...made.pay, access: [["editor"]] }],
      },
    ],
  };
});
vi.mock("@/contract/schemas", () => ({ resourceSchemas: {}, actionSchemas: {} }));

const params = Promise.resolve({
  service: "catalog",
  resource: "products",
  key: "p1",
  action: "pay",
});
const searchParams = Promise.resolve({});
const props = { params, searchParams };
const page = () => json({ items: [record], nextCursor: null });

beforeEach(() => {
  session.roles = ["viewer", "editor", "admin"];
  answers.next = page;
});

const view = async (element: Promise<ReactNode> | ReactNode) => show(await element);

test("a list comes with its first page: the browser asks for nothing", async () => {
  const asked = serve({});
  await view(ListPage(props));
  expect(screen.getByRole("link", { name: "Lamp" })).toBeInTheDocument();
  expect(asked.filter(({ path }) => path.startsWith("/api/v1/products?"))).toEqual([]);
});

test("pages say which one they are", async () => {
  expect(
    await Promise.all([
      listTitle(props),
      newTitle(props),
      itemTitle(props),
      editTitle(props),
      actionTitle(props),
    ]),
  ).toEqual([
    { title: "Products" },
    { title: "New product" },
    { title: "Product" },
    { title: "Edit · Product" },
    { title: "Pay" },
  ]);
});

test("a record and its form come with what the service answered", async () => {
  const asked = serve({});
  answers.next = () => json(record, 200, { etag: '"1"' });
  const { unmount } = await view(ItemPage(props));
  expect(screen.getByRole("heading", { level: 1, name: "Lamp" })).toBeInTheDocument();
  expect(asked.filter(({ path }) => path === "/api/v1/products/p1")).toEqual([]);
  unmount();
  await view(EditPage(props));
  expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Lamp");
  expect(screen.getByText("Kept by the service")).toBeInTheDocument();
});

test("forms for something new, and for an action", async () => {
  const { unmount } = await view(NewPage(props));
  expect(screen.getByRole("button", { name: "Create" })).toBeInTheDocument();
  unmount();
  await view(ActionPage(props));
  expect(screen.getByRole("button", { name: "Send" })).toBeInTheDocument();
});

test("without the roles every page says so", async () => {
  session.roles = [];
  for (const one of [ListPage, ItemPage, NewPage, EditPage, ActionPage]) {
    const { unmount } = await view(one(props));
    expect(screen.getByRole("alert")).toHaveTextContent("You may not see this");
    unmount();
  }
});

test("what has no list is opened by its key", async () => {
  const events = {
    ...props,
    params: Promise.resolve({ service: "catalog", resource: "events" }),
  };
  const { unmount } = await view(ListPage(events));
  expect(screen.getByRole("link", { name: "New product" })).toHaveAttribute(
    "href",
    "/services/catalog/events/new",
  );
  await userEvent.type(screen.getByRole("textbox", { name: "Id" }), "p/1{Enter}");
  expect(push).toHaveBeenCalledWith("/services/catalog/events/items/p%2F1");
  unmount();
  session.roles = ["editor"];
  await view(ListPage(events));
  expect(screen.getByText("There is no list of these.")).toBeInTheDocument();
});

test("who may only read is shown no form", async () => {
  serve({});
  session.roles = ["viewer"];
  answers.next = () => json(record, 200, { etag: '"1"' });
  for (const one of [NewPage, EditPage, ActionPage]) {
    const { unmount } = await view(one(props));
    expect(screen.getByRole("alert")).toHaveTextContent("You may not see this");
    expect(screen.queryByRole("textbox")).not.toBeInTheDocument();
    unmount();
  }
});

test("what cannot be shown is a page of its own", async () => {
  answers.next = () => json({ title: "Unavailable", correlationId: "r1" }, 503);
  await view(ItemPage(props));
  expect(screen.getByRole("alert")).toHaveTextContent("Reference for support: r1");
  await expect(
    ListPage({ ...props, params: Promise.resolve({ service: "catalog", resource: "none" }) }),
  ).rejects.toThrow("not found");
});

test("cards of the home page", async () => {
  const card = async (resource = product, roles: readonly string[] = ["viewer", "editor"]) => {
    const { container, unmount } = show(await ResourceCard({ resource, roles }));
    const text = container.textContent;
    unmount();
    return text;
  };
  expect(await card()).toMatch(/Products.*New product.*1 record.*Lamp/u);
  answers.next = () => json({ items: [], nextCursor: null });
  expect(await card()).toContain("Nothing yet");
  answers.next = () => json({ items: [record], nextCursor: "n" });
  expect(await card({ ...product, read: null })).toContain("More than 1 records");
  answers.next = () => json({ title: "Unavailable" }, 503);
  expect(await card()).toContain("The service does not answer now.");
  answers.next = () => json({ title: "Forbidden" }, 403);
  expect(await card()).toContain("You may not read these.");
  expect(await card(product, [])).toContain("You may not read these.");
  expect(await card({ ...product, list: null })).toContain("There is no list of these.");
  expect(await card({ ...product, parents: ["author"] })).toContain(
    "Chosen by what they belong to.",
  );
  show(<ResourceCardSkeleton title="Soon" />);
  expect(screen.getByRole("heading", { name: "Soon" })).toBeInTheDocument();
});

test("the frame is for those who are signed in", async () => {
  const { unmount } = await view(AppLayout({ children: <p>page</p> }));
  expect(screen.getByRole("main")).toHaveTextContent("page");
  unmount();
  session.roles = null;
  await view(AppLayout({ children: <p>page</p> }));
  expect(screen.queryByRole("main")).not.toBeInTheDocument();
});

test("what is not there, and what went wrong", () => {
  show(<NotFound />);
  show(<NotFoundHere />);
  expect(screen.getAllByRole("heading", { name: "There is nothing here" })).toHaveLength(2);
  const reset = vi.fn();
  show(<AppError error={Object.assign(new Error("x"), { digest: "d1" })} reset={reset} />);
  screen.getByRole("button", { name: "Try again" }).click();
  expect(reset).toHaveBeenCalled();
  expect(screen.getByText("Reference for support: d1")).toBeInTheDocument();
});
