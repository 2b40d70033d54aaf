import type { Action, Field, Resource, Target } from "@/contract/model";

/** Resources made up for tests: one field of every kind, and everything that a list can do. */
export const category: Target = {
  service: "catalog",
  resource: "categories",
  title: "Category",
  path: "/api/v1/categories",
  key: "id",
  label: "name",
  items: "items",
  paging: { kind: "cursor", limit: "limit", cursor: "cursor", next: "nextCursor" },
  limit: 100,
  find: "name",
  sort: "sort",
  readable: true,
  access: [["viewer"]],
};

export function field(name: string, changes: Partial<Field> = {}): Field {
  return {
    name,
    title: name.charAt(0).toUpperCase() + name.slice(1),
    description: null,
    kind: "string",
    required: false,
    nullable: false,
    create: true,
    update: true,
    preset: null,
    options: null,
    limits: {},
    target: null,
    system: false,
    ...changes,
  };
}

const kept = { create: false, update: false, system: true } as const;

export const product: Resource = {
  service: "catalog",
  name: "products",
  title: "Product",
  plural: "Products",
  description: "What is sold.",
  path: "/api/v1/products",
  parents: [],
  key: "id",
  label: "name",
  fields: [
    field("id", { kind: "uuid", ...kept }),
    field("name", {
      required: true,
      description: "What people call it.",
      limits: { maxLength: 20 },
    }),
    field("price", { kind: "decimal", required: true, limits: { scale: 2 } }),
    field("stock", { kind: "integer", preset: { value: 0 } }),
    field("shade", { kind: "enum", options: ["red", "green"], nullable: true }),
    field("sold", { kind: "boolean", preset: { value: false } }),
    field("seen", { kind: "datetime", nullable: true }),
    field("notes", { kind: "text", nullable: true }),
    field("extra", { kind: "json", nullable: true }),
    field("categoryId", { title: "Category", kind: "reference", nullable: true, target: category }),
    field("tags", {
      kind: "many",
      target: { ...category, resource: "tags", path: "/api/v1/tags" },
    }),
    field("updatedAt", { title: "Updated at", kind: "datetime", ...kept }),
    field("version", { kind: "integer", ...kept }),
  ],
  list: {
    access: [["viewer"]],
    items: "items",
    paging: { kind: "cursor", limit: "limit", cursor: "cursor", next: "nextCursor" },
    limit: 20,
    sort: "sort",
    sortable: ["name", "price"],
    filters: [
      { parameter: "name", field: field("name") },
      { parameter: "shade", field: field("shade", { kind: "enum", options: ["red", "green"] }) },
      { parameter: "sold", field: field("sold", { kind: "boolean" }) },
    ],
  },
  create: { access: [["editor"]], method: "POST", mediaType: "application/json", ifMatch: false },
  read: { access: [["viewer"]] },
  update: {
    access: [["editor"]],
    method: "PATCH",
    mediaType: "application/merge-patch+json",
    ifMatch: true,
  },
  remove: { access: [["admin"]], ifMatch: true },
};

export const pay: Action = {
  service: "catalog",
  name: "pay",
  title: "Pay",
  description: "Pays for it.",
  method: "POST",
  path: "/api/v1/products/{productId}/payment",
  access: [],
  parameters: [
    { in: "path", field: field("productId", { required: true }) },
    { in: "query", field: field("currency") },
    { in: "header", field: field("X-Reason") },
  ],
  body: {
    mediaType: "application/json",
    required: true,
    fields: [field("amount", { kind: "decimal", required: true })],
  },
};

export const record = {
  id: "p1",
  name: "Lamp",
  price: "12.50",
  stock: 3,
  shade: "red",
  sold: false,
  seen: "2026-01-02T03:04:05.123456Z",
  notes: null,
  extra: { a: 1 },
  categoryId: "c1",
  tags: ["t1"],
  updatedAt: "2026-01-02T03:04:05.000000Z",
  version: 1,
};
