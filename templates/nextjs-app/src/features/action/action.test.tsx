// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { ActionForm } from "@/features/action/action-form";
import { fieldsOf, isFile, prepare } from "@/features/action/request";
import { zodFrom } from "@/lib/json-schema";
import { pay } from "@/testing/contract";
import { show } from "@/testing/render";
import { json, serve } from "@/testing/service";

vi.mock("@/contract/schemas", () => ({
  resourceSchemas: {},
  actionSchemas: {
    "catalog/pay": () =>
      Promise.resolve({
        body: zodFrom({
          type: "object",
          properties: { amount: { type: "string", pattern: "^[0-9.]+$" } },
          required: ["amount"],
        }),
      }),
  },
}));

test("parameters go where the document puts them, the body as it says", async () => {
  const received = serve({ "POST /api/v1/products/p%2F1/payment": () => json({ paid: true }) });
  show(<ActionForm action={pay} />);
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(await screen.findByText("2 fields need another look")).toBeInTheDocument();
  await userEvent.type(screen.getByRole("textbox", { name: "ProductId" }), "p/1");
  await userEvent.type(screen.getByRole("textbox", { name: /^Currency/u }), "eur");
  await userEvent.type(screen.getByRole("textbox", { name: "Amount" }), "12.50");
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(await screen.findByText(/"paid": true/u)).toBeInTheDocument();
  expect(received[0]).toMatchObject({
    path: "/api/v1/products/p%2F1/payment?currency=eur",
    body: { amount: "12.50" },
  });
});

test.each([
  [404, "This did not work"],
  [501, "Not built yet"],
])("a refusal with %s is told", async (status, title) => {
  serve({ "POST /x": () => json({ title: "No" }, status) });
  show(<ActionForm action={{ ...pay, path: "/x", parameters: [], body: null }} />);
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(await screen.findByRole("alert")).toHaveTextContent(title);
});

test("an answer that is no text can be saved, an empty one is said to be empty", async () => {
  const action = { ...pay, path: "/x", parameters: [], body: null };
  serve({
    "POST /x": () =>
      new Response(new Uint8Array([1, 2]), {
        headers: { "Content-Type": "application/octet-stream" },
      }),
  });
  const { unmount } = show(<ActionForm action={action} />);
  vi.stubGlobal(
    "URL",
    Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined }),
  );
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  await userEvent.click(await screen.findByRole("button", { name: "Download the answer" }));
  unmount();
  serve({ "POST /x": () => new Response(null, { status: 204 }) });
  show(<ActionForm action={action} />);
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() =>
    expect(screen.getByText("There is no content in the answer.")).toBeInTheDocument(),
  );
});

test("bodies that have no fields are typed in or chosen", () => {
  const json = { ...pay, body: { mediaType: "application/json", required: true, fields: null } };
  const file = { ...pay, body: { mediaType: "image/png", required: true, fields: null } };
  expect(fieldsOf(json, "Content").at(-1)).toMatchObject({ title: "Content", kind: "json" });
  expect([isFile(json), isFile(file), isFile({ ...pay, body: null })]).toEqual([
    false,
    true,
    false,
  ]);
  show(<ActionForm action={file} />);
  expect(screen.getByLabelText("File")).toBeInTheDocument();
  expect(prepare(pay, { f0: "a", f2: "why" })).toMatchObject({
    path: "/api/v1/products/a/payment",
    headers: { "X-Reason": "why" },
  });
});
