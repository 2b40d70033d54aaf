import "server-only";
import type { QueryClient } from "@tanstack/react-query";
import type { Field, JsonObject, ListOperation, Resource } from "@/contract/model";
import { fetchLabels, keysIn, labelsKey } from "@/lib/labels";
import { fetchPage, listKey, type ListState, type Page } from "@/lib/list";
import { serviceFetch } from "@/server/services";

/** Reads a page of a list; what fails here is left to the browser, which asks again and says what is wrong. */
export async function prefetchPage(
  client: QueryClient,
  resource: Resource,
  list: ListOperation,
  state: ListState,
): Promise<readonly JsonObject[]> {
  const queryKey = listKey(resource, state);
  await client.prefetchQuery({
    queryKey,
    queryFn: () => fetchPage(serviceFetch, resource, list, state),
    retry: false,
  });
  return client.getQueryData<Page>(queryKey)?.items ?? [];
}

export async function prefetchLabels(
  client: QueryClient,
  fields: readonly Field[],
  records: readonly JsonObject[],
): Promise<void> {
  await Promise.all(
    fields.map(async ({ target, ...field }) => {
      const keys = target === null ? [] : keysIn({ target, ...field }, records);
      if (target === null || keys.length === 0) return;
      await client.prefetchQuery({
        queryKey: labelsKey(target, keys),
        queryFn: () => fetchLabels(serviceFetch, target, keys),
      });
    }),
  );
}
