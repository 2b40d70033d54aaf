// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { FieldValue } from "@/components/field-value";
import { loadRecord } from "@/features/record/load";
import { RecordDetail } from "@/features/record/record-detail";
import { category, field, product, record } from "@/testing/contract";
import { show } from "@/testing/render";
import { json, serve } from "@/testing/service";

const push = vi.fn();
const serviceFetch = vi.fn<() => Promise<Response>>();
vi.mock("next/navigation", () => ({
  useRouter: () => ({ push }),
  notFound: () => {
    throw new Error("not found");
  },
}));
vi.mock("@/server/services", () => ({ serviceFetch: () => serviceFetch() }));

const labels = {
  "GET /api/v1/categories/c1": () => json({ id: "c1", name: "Light" }),
  "GET /api/v1/tags/t1": () => json({ id: "t1", name: "New" }),
};
const relations = [
  { service: "catalog", name: "logs", plural: "Logs", parameter: "productId", field: "Product" },
];
const detail = (roles: readonly string[]) => (
  <RecordDetail id="p1" relations={relations} resource={product} roles={roles} scope={{}} />
);
const read = { "GET /api/v1/products/p1": () => json(record, 200, { etag: '"1"' }) };

test("what a record holds, in words, and what refers to it", async () => {
  serve({ ...labels, ...read });
  show(detail(["viewer"]));
  expect(await screen.findByRole("heading", { level: 1, name: "Lamp" })).toBeInTheDocument();
  expect(await screen.findByRole("link", { name: "Light" })).toBeInTheDocument();
  expect(screen.getByText("Not set")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Logs with this product" })).toHaveAttribute(
    "href",
    "/services/catalog/logs?filter.productId=p1",
  );
  expect(screen.queryByRole("link", { name: "Edit" })).not.toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Delete" })).not.toBeInTheDocument();
});

test("deletes after a question, with the tag of what was read", async () => {
  const received = serve({
    ...labels,
    ...read,
    "DELETE /api/v1/products/p1": () => new Response(null, { status: 204 }),
  });
  show(detail(["viewer", "editor", "admin"]));
  await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
  const dialog = await screen.findByRole("alertdialog", { name: "Delete this product?" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(push).toHaveBeenCalledWith("/services/catalog/products"));
  expect(received.find(({ method }) => method === "DELETE")?.headers.get("if-match")).toBe('"1"');
});

test("says why nothing was deleted", async () => {
  serve({
    ...labels,
    ...read,
    "DELETE /api/v1/products/p1": () =>
      json({ detail: "Log.productId still refers to this product." }, 409),
  });
  show(detail(["viewer", "admin"]));
  await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
  const dialog = await screen.findByRole("alertdialog");
  await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));
  expect(
    await within(dialog).findByText("Log.productId still refers to this product."),
  ).toBeInTheDocument();
  await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
  await waitFor(() => expect(screen.getByRole("button", { name: "Delete" })).toHaveFocus());
});

test("what changed meanwhile is looked at again first", async () => {
  serve({
    ...labels,
    ...read,
    "DELETE /api/v1/products/p1": () => json({ title: "Precondition Failed" }, 412),
  });
  show(detail(["viewer", "admin"]));
  await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
  await userEvent.click(
    within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Delete" }),
  );
  await userEvent.click(await screen.findByRole("button", { name: "Load again" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument());
});

test("a record that cannot be read says why", async () => {
  serve({ "GET /api/v1/products/p1": () => json({ title: "Forbidden" }, 403) });
  show(detail(["viewer"]));
  expect(await screen.findByRole("alert")).toHaveTextContent("You may not see this");
});

test("every kind of value", () => {
  const values = [
    [field("a", { kind: "boolean" }), true, "Yes"],
    [field("a", { kind: "date" }), "2026-01-02", "Jan 2, 2026"],
    [field("a", { kind: "decimal" }), "1234.50", "1,234.50"],
    [field("version", { kind: "integer" }), 1234, "1234"],
    [field("a", { kind: "array" }), ["x", "y"], "x, y"],
    [field("a", { kind: "url" }), "javascript:alert(1)", "javascript:alert(1)"],
    [field("a", { kind: "json" }), { deep: 1 }, '"deep": 1'],
    [field("a", { kind: "text" }), "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    [
      field("a", { kind: "reference", target: { ...category, readable: false } }),
      "01890a5d-ac96-774b-bcce-b302099a8057",
      "…099a8057",
    ],
    [field("a"), "", "Empty"],
  ] as const;
  for (const [one, value, text] of values) {
    const { container, unmount } = show(<FieldValue field={one} value={value} />);
    expect(container).toHaveTextContent(text);
    expect(container.querySelector('a[href^="javascript"]')).toBeNull();
    unmount();
  }
  show(
    <FieldValue
      compact
      field={field("a", { kind: "many", target: category })}
      labels={{ 1: "One" }}
      value={["1", "2", "3"]}
    />,
  );
  expect(screen.getByText("+1")).toBeInTheDocument();
  show(<FieldValue compact field={field("a", { kind: "json" })} value={{ a: 1 }} />);
  expect(screen.getByText('{"a":1}')).toBeInTheDocument();
});

test("the server reads a record for those who may, and knows what is not there", async () => {
  expect(await loadRecord(product, "p1", {}, [])).toEqual({
    problem: { status: 403, reference: null },
  });
  serviceFetch.mockResolvedValueOnce(json(record, 200, { etag: '"1"' }));
  expect(await loadRecord(product, "p1", {}, ["viewer"])).toEqual({
    version: { record, etag: '"1"' },
  });
  serviceFetch.mockResolvedValueOnce(json({ title: "Not Found" }, 404));
  await expect(loadRecord(product, "p1", {}, ["viewer"])).rejects.toThrow("not found");
  await expect(loadRecord({ ...product, read: null }, "p1", {}, [])).rejects.toThrow("not found");
  serviceFetch.mockResolvedValueOnce(json({ title: "Unavailable" }, 503));
  expect(await loadRecord(product, "p1", {}, ["viewer"])).toMatchObject({
    problem: { status: 503 },
  });
});
