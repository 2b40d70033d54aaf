// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { columnsOf, isNumeric, visibility } from "@/features/list/columns";
import { ResourceList } from "@/features/list/resource-list";
import { listParsers, stateOf } from "@/features/list/state";
import { field, product, record } from "@/testing/contract";
import { show } from "@/testing/render";
import { json, serve } from "@/testing/service";

const { list } = product;
if (list === null) throw new Error("the product has a list");
const all = ["viewer", "editor", "admin"];
const labels = {
  "GET /api/v1/categories/c1": () => json({ id: "c1", name: "Light" }),
  "GET /api/v1/tags/t1": () => json({ id: "t1", name: "New" }),
};
const page = (items: readonly object[], nextCursor: string | null = null) =>
  json({ items, nextCursor });

test("rows with the names of what they refer to, and links to each", async () => {
  serve({ ...labels, "GET /api/v1/products": () => page([record]) });
  show(<ResourceList list={list} resource={product} roles={all} />);
  expect(await screen.findByRole("link", { name: "Lamp" })).toHaveAttribute(
    "href",
    "/services/catalog/products/items/p1",
  );
  expect(await screen.findByRole("link", { name: "Light" })).toHaveAttribute(
    "href",
    "/services/catalog/categories/items/c1",
  );
  expect(screen.getByRole("table", { name: "Products, page by page" })).toBeInTheDocument();
  expect(screen.getByText("12.50")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "New product" })).toBeInTheDocument();
  expect(screen.getByText("1 record")).toBeInTheDocument();
});

test("without the role there is nothing to add", async () => {
  serve({ ...labels, "GET /api/v1/products": () => page([]) });
  show(<ResourceList list={list} resource={product} roles={["viewer"]} />);
  expect(await screen.findByText("No products yet")).toBeInTheDocument();
  expect(screen.queryByRole("link", { name: "New product" })).not.toBeInTheDocument();
});

test("order and pages stand in the address", async () => {
  const received = serve({
    ...labels,
    "GET /api/v1/products": ({ path }) => page([record], path.includes("cursor=") ? null : "next"),
  });
  const onUrl = vi.fn();
  show(<ResourceList list={list} resource={product} roles={all} />, { onUrl });
  await userEvent.click(await screen.findByRole("button", { name: "Name" }));
  await waitFor(() =>
    expect(screen.getByRole("columnheader", { name: "Name" })).toHaveAttribute(
      "aria-sort",
      "ascending",
    ),
  );
  await userEvent.click(screen.getByRole("button", { name: "Name" }));
  await waitFor(() => expect(received.at(-1)?.path).toContain("sort=-name"));
  await userEvent.click(screen.getByRole("button", { name: "Name" }));
  await userEvent.click(screen.getByRole("button", { name: "Next" }));
  await waitFor(() => expect(received.some(({ path }) => path.includes("cursor=next"))).toBe(true));
  await userEvent.click(await screen.findByRole("button", { name: "Previous" }));
  await waitFor(() =>
    expect(screen.queryByRole("button", { name: "First page" })).not.toBeInTheDocument(),
  );
  await userEvent.click(screen.getByRole("button", { name: "Next" }));
  await userEvent.click(await screen.findByRole("button", { name: "First page" }));
  expect(onUrl).toHaveBeenCalled();
});

test("filters are set, shown and taken away", async () => {
  const received = serve({
    ...labels,
    "GET /api/v1/products": ({ path }) => page(path.includes("shade=") ? [] : [record]),
  });
  show(<ResourceList list={list} resource={product} roles={all} />);
  await screen.findByRole("link", { name: "Lamp" });
  await userEvent.click(screen.getByRole("button", { name: "Filters" }));
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Shade" }), "green");
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Sold" }), "Yes");
  await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "x");
  await userEvent.click(screen.getByRole("button", { name: "Apply" }));
  await waitFor(() => expect(received.at(-1)?.path).toContain("name=x&shade=green&sold=true"));
  expect(await screen.findByText("No products match")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Filters, 3 in use" })).toHaveFocus();
  await userEvent.click(screen.getByRole("button", { name: "Remove filter Name" }));
  expect(await screen.findByRole("button", { name: "Filters, 2 in use" })).toHaveFocus();
  await userEvent.click(screen.getAllByRole("button", { name: "Clear all" })[0] as HTMLElement);
  expect(await screen.findByRole("link", { name: "Lamp" })).toBeInTheDocument();
});

test.each([
  [403, "You may not see this"],
  [401, "You are signed out"],
  [503, "The service does not answer"],
  [422, "This did not work"],
])("a refusal with %s has words of its own", async (status, words) => {
  serve({
    "GET /api/v1/products": () =>
      json({ title: "No", detail: "Not so.", correlationId: "r" }, status),
  });
  show(<ResourceList list={list} resource={product} roles={all} />);
  expect(
    within(await screen.findByRole("alert", {}, { timeout: 8000 })).getByText(words),
  ).toBeInTheDocument();
});

test("a page that is gone leads to the first", async () => {
  serve({
    ...labels,
    "GET /api/v1/products": ({ path }) =>
      path.includes("cursor=") ? json({ title: "Not Found" }, 404) : page([record]),
  });
  show(<ResourceList list={list} resource={product} roles={all} />, { search: "?cursor=old" });
  await userEvent.click(await screen.findByRole("button", { name: "First page" }));
  expect(await screen.findByRole("link", { name: "Lamp" })).toBeInTheDocument();
});

test("a nested list asks what it belongs to", async () => {
  const nested = { ...product, path: "/authors/{author}/books", parents: ["author"] };
  const received = serve({ ...labels, "GET /authors/a%201/books": () => page([record]) });
  show(<ResourceList list={list} resource={nested} roles={all} />);
  await userEvent.type(screen.getByRole("textbox", { name: "author" }), "a 1");
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  expect(await screen.findByRole("link", { name: "Lamp" })).toHaveAttribute(
    "href",
    "/services/catalog/products/items/p1?in.author=a+1",
  );
  expect(received[0]?.path).toContain("/authors/a%201/books?");
});

test("columns: the label first, what changed last, nothing bulky", () => {
  const names = columnsOf(product).map(({ name }) => name);
  expect([names[0], names.at(-1)]).toEqual(["name", "updatedAt"]);
  expect(names).not.toContain("notes");
  expect([0, 2, 3, 4, 6].map(visibility).map((one) => one.split(":")[0])).toEqual([
    "",
    "hidden sm",
    "hidden md",
    "hidden xl",
    "hidden 2xl",
  ]);
  expect([isNumeric(field("a", { kind: "decimal" })), isNumeric(field("a"))]).toEqual([
    true,
    false,
  ]);
});

test("an address asks for no more than the document knows", () => {
  expect(Object.keys(listParsers({ ...product, parents: ["author"] }))).toEqual([
    "sort",
    "cursor",
    "filter.name",
    "filter.shade",
    "filter.sold",
    "in.author",
  ]);
  expect(
    stateOf(
      { ...product, parents: ["author"] },
      { sort: "-unknown", "filter.name": "", "in.author": "", cursor: "c" },
    ),
  ).toEqual({ filters: { name: "" }, sort: null, cursor: "c", scope: {} });
  expect(stateOf(product, { sort: "-price" }).sort).toBe("-price");
});
