// @vitest-environment jsdom
import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { State } from "@/components/state";
import { Skeleton } from "@/components/skeleton";
import { relationsOf, resourceAt, actionAt } from "@/features/catalogue";
import { navigationFor } from "@/features/navigation";
import { Offline } from "@/features/shell/offline";
import { Shell } from "@/features/shell/shell";
import { pay, product } from "@/testing/contract";
import { show } from "@/testing/render";

vi.mock("next/navigation", () => ({
  usePathname: () => "/services/catalog/products/new",
  notFound: () => {
    throw new Error("not found");
  },
}));
vi.mock("@/contract", async () => {
  const made = await import("@/testing/contract");
  const notes = { ...made.product, name: "notes", plural: "Notes", list: null, read: null };
  const resources = [made.product, notes];
  return {
    services: [
      { name: "catalog", title: "Catalogue", description: null, resources, actions: [made.pay] },
    ],
  };
});

test("everything that can be opened, and nothing else", () => {
  expect(navigationFor(["viewer"])[0]?.links.map(({ href }) => href)).toEqual([
    "/services/catalog/products",
    "/actions/catalog/pay",
  ]);
  expect(navigationFor(["editor"])[0]?.links.map(({ href }) => href)).toEqual([
    "/services/catalog/notes",
    "/actions/catalog/pay",
  ]);
});

test("the frame: where one is, who one is, how it looks, the way out", async () => {
  show(
    <Shell
      groups={navigationFor(["viewer"])}
      roles={["viewer"]}
      theme="system"
      title="Shop"
      user={{ name: "Ada", email: "ada@example.com" }}
    >
      <p>content</p>
    </Shell>,
  );
  const navigation = screen.getAllByRole("navigation", { name: "Services" })[0] as HTMLElement;
  expect(within(navigation).getByRole("link", { name: "Products" })).toHaveAttribute(
    "aria-current",
    "true",
  );
  expect(screen.getByRole("button", { name: "Account of Ada" })).toBeInTheDocument();
  await userEvent.click(screen.getByRole("radio", { name: "Dark", hidden: true }));
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(document.cookie).toContain("theme=dark");
  expect(
    screen.getByRole("button", { name: "Sign out", hidden: true }).closest("form"),
  ).toHaveAttribute("action", "/auth/sign-out");
  await userEvent.click(screen.getByRole("button", { name: "Menu" }));
  const drawer = screen.getByRole("dialog", { name: "Shop" });
  await userEvent.click(within(drawer).getByRole("button", { name: "Close" }));
  expect(screen.queryByRole("dialog", { name: "Shop" })).not.toBeInTheDocument();
});

test("says so while there is no connection, and keeps the page", async () => {
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(true);
  const followed = vi.fn((event: { preventDefault(): void }) => event.preventDefault());
  show(
    <>
      <Offline />
      <a href="/elsewhere" onClick={followed}>
        Elsewhere
      </a>
    </>,
  );
  await userEvent.click(screen.getByRole("link"));
  expect(followed).toHaveBeenCalledTimes(1);
  expect(screen.queryByText(/You are offline/u)).not.toBeInTheDocument();
  online.mockReturnValue(false);
  act(() => void window.dispatchEvent(new Event("offline")));
  expect(screen.getByText(/You are offline/u)).toBeInTheDocument();
  await userEvent.click(screen.getByRole("link"));
  expect(followed).toHaveBeenCalledTimes(1);
  expect(screen.getByText(/needs a connection/u)).toBeInTheDocument();
  online.mockReturnValue(true);
  act(() => void window.dispatchEvent(new Event("online")));
  await userEvent.click(screen.getByRole("link"));
  expect(followed).toHaveBeenCalledTimes(2);
});

test("finds what an address names", () => {
  expect(resourceAt("catalog", "products")).toBe(product);
  expect(actionAt("catalog", "pay")).toBe(pay);
  expect(() => resourceAt("catalog", "nothing")).toThrow("not found");
  expect(() => actionAt("nowhere", "pay")).toThrow("not found");
  expect(relationsOf(product)).toEqual([]);
});

test("states have a heading and a way on", () => {
  show(
    <State icon="empty" level={1} note="x1" text="Nothing." title="Empty" tone="danger">
      {<a href="#x">Go</a>}
    </State>,
  );
  expect(screen.getByRole("heading", { level: 1, name: "Empty" })).toBeInTheDocument();
  show(<Skeleton rows={1} />);
  expect(screen.getByText("Loading…")).toBeInTheDocument();
});
