// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import ConflictDialog from "@/features/form/conflict-dialog";
import { collect, draftsOf, faultsOf } from "@/features/form/collect";
import { faultsOfProblem } from "@/features/form/problems";
import { RecordForm } from "@/features/form/record-form";
import { draftOf } from "@/lib/drafts";
import { zodFrom } from "@/lib/json-schema";
import { field, product, record } from "@/testing/contract";
import { show } from "@/testing/render";
import { json, serve } from "@/testing/service";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }) }));
vi.mock("@/contract/schemas", () => ({
  resourceSchemas: {
    "catalog/products": () =>
      Promise.resolve({
        create: zodFrom({
          type: "object",
          properties: {
            name: { type: "string", maxLength: 20 },
            price: { type: "string", pattern: "^[0-9]+(\\.[0-9]{1,2})?$" },
          },
          required: ["name", "price"],
        }),
        update: zodFrom({
          type: "object",
          properties: { name: { type: "string", maxLength: 20 } },
        }),
      }),
  },
  actionSchemas: {},
}));

const { create, update } = product;
if (create === null || update === null) throw new Error("the product is made for writing");
const labels = {
  "GET /api/v1/categories/c1": () => json({ id: "c1", name: "Light" }),
  "GET /api/v1/tags/t1": () => json({ id: "t1", name: "New" }),
  "GET /api/v1/categories": () =>
    json({
      items: [
        { id: "c1", name: "Light" },
        { id: "c2", name: "Dark" },
      ],
      nextCursor: null,
    }),
  "GET /api/v1/tags": () => json({ items: [{ id: "t1", name: "New" }], nextCursor: null }),
};

beforeEach(() => push.mockClear());

test("says what is missing, at the field and at the top", async () => {
  const received = serve(labels);
  show(<RecordForm operation={create} resource={product} scope={{}} version={null} />);
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  const summary = await screen.findByText("2 fields need another look");
  expect(summary.closest('[role="alert"]')).toHaveFocus();
  const name = screen.getByRole("textbox", { name: "Name" });
  expect(name).toBeInvalid();
  expect(name).toHaveAccessibleDescription("What people call it. Enter a value.");
  await userEvent.click(screen.getByRole("link", { name: "Name" }));
  expect(name).toHaveFocus();
  expect(received.filter(({ method }) => method === "POST")).toEqual([]);
});

test("sends what was typed, with what it refers to, and goes to the record", async () => {
  const received = serve({
    ...labels,
    "POST /api/v1/products": () => json({ ...record, id: "p9" }, 201),
  });
  show(<RecordForm operation={create} resource={product} scope={{}} version={null} />);
  await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "Lamp");
  await userEvent.type(screen.getByRole("textbox", { name: "Price" }), "12.50");
  await userEvent.click(screen.getByRole("checkbox", { name: "Sold" }));
  await userEvent.selectOptions(screen.getByRole("combobox", { name: /^Shade/u }), "green");
  await userEvent.click(await screen.findByRole("combobox", { name: /^Category/u }));
  await userEvent.click(await screen.findByRole("option", { name: "Dark" }));
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  await waitFor(() => expect(push).toHaveBeenCalledWith("/services/catalog/products/items/p9"));
  expect(received.find(({ method }) => method === "POST")?.body).toMatchObject({
    name: "Lamp",
    price: "12.50",
    stock: 0,
    shade: "green",
    sold: true,
    categoryId: "c2",
    tags: [],
    notes: null,
  });
  expect(await screen.findByText("Product created")).toBeInTheDocument();
});

test.each([400, 409, 422])("puts what the service refuses with %s at its field", async (status) => {
  const errors = [{ detail: "Another product has the same name.", pointer: "/name", in: "body" }];
  serve({ ...labels, "POST /api/v1/products": () => json({ detail: "No", errors }, status) });
  show(<RecordForm operation={create} resource={product} scope={{}} version={null} />);
  await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "Lamp");
  await userEvent.type(screen.getByRole("textbox", { name: "Price" }), "1");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  expect(await screen.findByText("Another product has the same name.")).toBeInTheDocument();
  expect(screen.getByRole("textbox", { name: "Name" })).toBeInvalid();
});

test("each refusal stands at its own field", async () => {
  serve({
    ...labels,
    "POST /api/v1/products": () =>
      json({ errors: [{ detail: "Too dear.", pointer: "/price", in: "body" }] }, 422),
  });
  show(<RecordForm operation={create} resource={product} scope={{}} version={null} />);
  await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "Lamp");
  await userEvent.type(screen.getByRole("textbox", { name: "Price" }), "1");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  await screen.findByText("Too dear.");
  expect(screen.getByRole("textbox", { name: "Price" })).toHaveAccessibleDescription("Too dear.");
  expect(screen.getByRole("textbox", { name: "Name" })).toBeValid();
});

test("a search for what to refer to goes on beyond the first stretch", async () => {
  const received = serve({
    ...labels,
    "GET /api/v1/categories": ({ path }) => {
      const query = new URL(path, "http://app.test").searchParams;
      if (query.has("name")) return json({ items: [], nextCursor: null });
      const from = Number(query.get("cursor") ?? 0);
      const more = from < 6;
      return json({
        items: [{ id: `c${from}`, name: more ? `Chair ${from}` : "Lamp" }],
        nextCursor: more ? String(from + 1) : null,
      });
    },
    "POST /api/v1/products": () => json({ ...record, id: "p9" }, 201),
  });
  show(<RecordForm operation={create} resource={product} scope={{}} version={null} />);
  await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "Bulb");
  await userEvent.type(screen.getByRole("textbox", { name: "Price" }), "1");
  const box = await screen.findByRole("combobox", { name: /^Category/u });
  await userEvent.type(box, "lamp");
  expect(await screen.findByText("Nothing in the first 5 records")).toBeInTheDocument();
  await screen.findByRole("option", { name: "Search the others" });
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await userEvent.click(await screen.findByRole("option", { name: "Lamp" }));
  expect(box).toHaveValue("Lamp");
  expect(screen.queryByRole("option", { name: "Lamp" })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  await waitFor(() => expect(push).toHaveBeenCalled());
  expect(received.find(({ method }) => method === "POST")?.body).toMatchObject({
    categoryId: "c6",
  });
});

test.each([
  [401, "You are signed out", "Sign in again to go on"],
  [503, "", "It may be starting or under repair"],
  [500, "", "The page failed"],
  [409, "Still in use.", "Still in use."],
])("a refusal with %s keeps what was typed", async (status, detail, words) => {
  serve({
    ...labels,
    "POST /api/v1/products": () => json({ detail, correlationId: "r1" }, status),
  });
  show(<RecordForm operation={create} resource={product} scope={{}} version={null} />);
  await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "Lamp");
  await userEvent.type(screen.getByRole("textbox", { name: "Price" }), "1");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  expect(await screen.findByText(new RegExp(words, "u"))).toBeInTheDocument();
  expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Lamp");
});

test("a change sends only what differs, with the tag of what was read", async () => {
  const received = serve({ ...labels, "PATCH /api/v1/products/p1": () => json(record) });
  show(
    <RecordForm
      operation={update}
      resource={product}
      scope={{}}
      version={{ record, etag: '"1"' }}
    />,
  );
  const name = screen.getByRole("textbox", { name: "Name" });
  await userEvent.clear(name);
  await userEvent.type(name, "Torch");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(push).toHaveBeenCalled());
  const sent = received.find(({ method }) => method === "PATCH");
  expect(sent?.body).toEqual({ name: "Torch" });
  expect(sent?.headers.get("if-match")).toBe('"1"');
});

test("nothing changed, nothing sent", async () => {
  const received = serve(labels);
  show(
    <RecordForm
      operation={update}
      resource={product}
      scope={{}}
      version={{ record, etag: '"1"' }}
    />,
  );
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(push).toHaveBeenCalledWith("/services/catalog/products/items/p1"));
  expect(received.some(({ method }) => method === "PATCH")).toBe(false);
});

test("someone else's change is shown beside one's own, and nothing is lost", async () => {
  const theirs = { ...record, name: "Their lamp", stock: 9, version: 2 };
  let version = 1;
  const received = serve({
    ...labels,
    "GET /api/v1/products/p1": () => json(theirs, 200, { etag: '"2"' }),
    "PATCH /api/v1/products/p1": ({ headers }) =>
      headers.get("if-match") === '"2"'
        ? json({ ...theirs, version: (version = 3) })
        : json({ title: "Precondition Failed" }, 412),
  });
  show(
    <RecordForm
      operation={update}
      resource={product}
      scope={{}}
      version={{ record, etag: '"1"' }}
    />,
  );
  const name = screen.getByRole("textbox", { name: "Name" });
  await userEvent.clear(name);
  await userEvent.type(name, "My lamp");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  const dialog = await screen.findByRole("dialog", { name: "Someone changed this: look at both" });
  expect(within(dialog).getByText("Their lamp")).toBeInTheDocument();
  expect(within(dialog).getByRole("radio", { name: "Keep yours for Name" })).toBeChecked();
  expect(within(dialog).getByRole("radio", { name: "Keep theirs for Stock" })).toBeChecked();
  await userEvent.click(within(dialog).getByRole("button", { name: "Use these values" }));
  expect(await screen.findByRole("textbox", { name: "Name" })).toHaveValue("My lamp");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(version).toBe(3));
  expect(received.filter(({ method }) => method === "PATCH").at(-1)?.body).toEqual({
    name: "My lamp",
  });
});

test("either side can be chosen", async () => {
  serve(labels);
  const fields = product.fields.filter((one) => one.update);
  const drafts = draftsOf(fields, (one) =>
    draftOf(one, { ...record, name: "Mine" }[one.name as keyof typeof record]),
  );
  const onChoose = vi.fn();
  const onCancel = vi.fn();
  show(
    <ConflictDialog
      base={record}
      drafts={drafts}
      fields={fields}
      onCancel={onCancel}
      onChoose={onChoose}
      theirs={{ ...record, name: "Theirs" }}
      title="Product"
    />,
  );
  await userEvent.click(await screen.findByRole("radio", { name: "Keep theirs for Name" }));
  await userEvent.click(screen.getByRole("button", { name: "Use these values" }));
  expect(onChoose).toHaveBeenCalledWith(expect.objectContaining({ f0: "Theirs" }));
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onCancel).toHaveBeenCalled();
});

test("a body from drafts, and faults at their inputs", () => {
  const fields = product.fields.filter((one) => one.create);
  const drafts = draftsOf(fields, () => "");
  expect(collect(fields, { ...drafts, f2: "x" }).faults).toEqual({ f2: "Enter a whole number." });
  expect(
    collect(
      fields,
      {
        ...draftsOf(fields, (one) => draftOf(one, record[one.name as keyof typeof record])),
        f0: "",
      },
      record,
    ).faults,
  ).toEqual({ f0: "Enter a value." });
  const strict = zodFrom({ type: "object", properties: {}, additionalProperties: false });
  expect(faultsOf(fields, strict, { name: "a" })).toEqual({ "": "This value is not allowed." });
  expect(
    faultsOfProblem(fields, {
      violations: [
        { detail: "a", pointer: "/name", parameter: null },
        { detail: "b", pointer: null, parameter: "x" },
      ],
    }),
  ).toEqual({ f0: "a", "": "b" });
});

test("a parameter and a property of one name are told apart", () => {
  const inBody = { detail: "body", pointer: "/name", parameter: null };
  const inQuery = { detail: "query", pointer: "/0", parameter: "name" };
  const fields = [field("name"), field("name")];
  expect(faultsOfProblem(fields, { violations: [inBody, inQuery] }, 1)).toEqual({
    f0: "query",
    f1: "body",
  });
  expect(faultsOfProblem(fields, { violations: [inQuery] })).toEqual({ "": "query" });
});
