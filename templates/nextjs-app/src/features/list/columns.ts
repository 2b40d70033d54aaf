import type { Field, Resource } from "@/contract/model";

/** Kinds that need more room than a table has. */
const BULKY: readonly string[] = ["text", "json", "object", "array"];
const MOST = 7;

/** What a table shows: the label first, then what tells records apart at a glance, last when they changed. */
export function columnsOf({ fields, label }: Pick<Resource, "fields" | "label">): readonly Field[] {
  const first = fields.find(({ name }) => name === label);
  const rest = fields
    .filter(({ name, kind, system }) => name !== label && !system && !BULKY.includes(kind))
    .sort((one, other) => weight(one) - weight(other));
  const stamp = fields.find(
    ({ name, system, kind }) => system && kind === "datetime" && /updat|modif/iu.test(name),
  );
  const room = MOST - (stamp === undefined ? 1 : 2);
  return [first, ...rest.slice(0, room), stamp].filter((field) => field !== undefined);
}

/** What every record has says more than what some have; yes and no say least. */
function weight({ required, preset, kind }: Field): number {
  if (kind === "boolean") return 3;
  if (kind === "uuid" || kind === "url") return 2;
  return required || preset !== null ? 0 : 1;
}

/** Narrow screens show the first columns, wider ones more of them. */
export function visibility(index: number): string {
  if (index < 2) return "";
  if (index === 2) return "hidden sm:table-cell";
  if (index === 3) return "hidden md:table-cell";
  return index < 5 ? "hidden xl:table-cell" : "hidden 2xl:table-cell";
}

export function isNumeric({ kind, target }: Field): boolean {
  return target === null && ["integer", "number", "decimal"].includes(kind);
}
