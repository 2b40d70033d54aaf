import { parseAsString } from "nuqs/server";
import type { Resource } from "@/contract/model";
import { filterKey, scopeKey, type Scope } from "@/lib/addresses";
import type { ListState } from "@/lib/list";

/** What of a list stands in the address: filters, order, page, and what a nested list belongs to. */
export function listParsers({ list, parents }: Pick<Resource, "list" | "parents">) {
  const names = [
    "sort",
    "cursor",
    ...(list?.filters ?? []).map(({ parameter }) => filterKey(parameter)),
    ...parents.map(scopeKey),
  ];
  return Object.fromEntries(names.map((name) => [name, parseAsString]));
}

export type Query = Readonly<Record<string, string | null>>;

/** The list that an address asks for. What the document does not know is left out: the service would refuse it. */
export function stateOf(
  { list, parents }: Pick<Resource, "list" | "parents">,
  query: Query,
): ListState {
  const filters = (list?.filters ?? []).flatMap(({ parameter }) => {
    const value = query[filterKey(parameter)];
    return value === null || value === undefined ? [] : [[parameter, value] as const];
  });
  const scope: Scope = Object.fromEntries(
    parents.flatMap((parent) => {
      const value = query[scopeKey(parent)];
      return value === null || value === undefined || value === "" ? [] : [[parent, value]];
    }),
  );
  const sort = query.sort ?? null;
  const known = list?.sortable.includes(sort?.replace(/^-/u, "") ?? "") === true;
  return {
    filters: Object.fromEntries(filters),
    sort: known ? sort : null,
    cursor: query.cursor ?? null,
    scope,
  };
}
