"use client";

import Link from "next/link";
import { FieldValue } from "@/components/field-value";
import { Icon } from "@/components/icon";
import type { Field, JsonObject, ListOperation, Resource } from "@/contract/model";
import { columnsOf, isNumeric, visibility } from "@/features/list/columns";
import { may } from "@/lib/access";
import { itemHref, type Scope } from "@/lib/addresses";
import { keyOf, labelOf } from "@/lib/record";
import { useLabels } from "@/lib/use-labels";
import { words } from "@/lib/words";

interface RecordTableProps {
  readonly resource: Resource;
  readonly list: ListOperation;
  readonly records: readonly JsonObject[];
  readonly roles: readonly string[];
  readonly scope: Scope;
  readonly sort: string | null;
  readonly onSort: (sort: string | null) => void;
}

export function RecordTable({
  resource,
  list,
  records,
  roles,
  scope,
  sort,
  onSort,
}: RecordTableProps) {
  const columns = columnsOf(resource);
  const labels = useLabels(columns, records);
  const readable = resource.read !== null && may(resource.read.access, roles);
  return (
    <div className="overflow-x-auto rounded-card border border-line bg-surface shadow-raised">
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{words("list.caption", { plural: resource.plural })}</caption>
        <thead>
          <tr className="border-b border-line">
            {columns.map((field, index) => (
              <Heading
                field={field}
                index={index}
                key={field.name}
                onSort={list.sortable.includes(field.name) ? onSort : null}
                sort={sort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {records.map((record) => {
            const key = keyOf(resource, record);
            return (
              <tr
                className="relative border-b border-line last:border-b-0 hover:bg-sunken"
                key={key}
              >
                {columns.map((field, index) => {
                  const className = `px-4 py-3 align-top ${isNumeric(field) ? "text-end" : "text-start"} ${visibility(index)}`;
                  const value = (
                    <FieldValue
                      compact
                      field={field}
                      labels={labels[field.name] ?? {}}
                      value={record[field.name]}
                    />
                  );
                  if (index > 0)
                    return (
                      <td className={className} key={field.name}>
                        {value}
                      </td>
                    );
                  return (
                    <th className={`${className} font-medium`} key={field.name} scope="row">
                      {readable ? (
                        <Link
                          className="line-clamp-2 after:absolute after:inset-0"
                          href={itemHref(resource, key, scope)}
                        >
                          {field.target === null ? labelOf(resource, record) : value}
                        </Link>
                      ) : (
                        value
                      )}
                    </th>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface HeadingProps {
  readonly field: Field;
  readonly index: number;
  readonly sort: string | null;
  readonly onSort: ((sort: string | null) => void) | null;
}

/** Sorts upwards, then downwards, then not at all. */
function Heading({ field, index, sort, onSort }: HeadingProps) {
  const place = `text-xs font-semibold text-muted ${isNumeric(field) ? "text-end" : "text-start"} ${visibility(index)}`;
  if (onSort === null) {
    return (
      <th className={`px-4 py-3 ${place}`} scope="col">
        {field.title}
      </th>
    );
  }
  const direction =
    sort === field.name ? "ascending" : sort === `-${field.name}` ? "descending" : "none";
  const next =
    direction === "none" ? field.name : direction === "ascending" ? `-${field.name}` : null;
  return (
    <th aria-sort={direction} className={`px-2 py-1 ${place}`} scope="col">
      <button
        className={`inline-flex min-h-9 items-center gap-1 rounded-control px-2 hover:text-ink ${direction === "none" ? "" : "text-ink"}`}
        onClick={() => onSort(next)}
        type="button"
      >
        {field.title}
        <Icon
          className="size-3.5"
          name={direction === "ascending" ? "up" : direction === "descending" ? "down" : "sort"}
        />
      </button>
    </th>
  );
}
