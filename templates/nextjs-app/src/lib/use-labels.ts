"use client";

import { useQueries } from "@tanstack/react-query";
import type { Field, JsonObject } from "@/contract/model";
import { gateway } from "@/lib/gateway";
import { fetchLabels, keysIn, labelsKey, type Labels } from "@/lib/labels";

/** Field -> what the records that it refers to are called, for the records on the screen. */
export function useLabels(
  fields: readonly Field[],
  records: readonly JsonObject[],
): Readonly<Record<string, Labels>> {
  const wanted = fields.flatMap((field) => {
    const keys = field.target === null ? [] : keysIn(field, records);
    return field.target === null || keys.length === 0
      ? []
      : [{ name: field.name, target: field.target, keys }];
  });
  const results = useQueries({
    queries: wanted.map(({ target, keys }) => ({
      queryKey: labelsKey(target, keys),
      queryFn: () => fetchLabels(gateway, target, keys),
    })),
  });
  return Object.fromEntries(wanted.map(({ name }, index) => [name, results[index]?.data ?? {}]));
}
