import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { PageHeader } from "@/components/page-header";
import { ProblemState } from "@/components/problem-state";
import { relationsOf, resourceAt } from "@/features/catalogue";
import { prefetchLabels } from "@/features/list/prefetch";
import { loadRecord } from "@/features/record/load";
import { RecordDetail } from "@/features/record/record-detail";
import { itemHref, listHref, scopeOf } from "@/lib/addresses";
import { makeQueryClient } from "@/lib/query-client";
import { recordKey } from "@/lib/record";
import { requireSession } from "@/server/session";

interface ItemPageProps {
  readonly params: Promise<{
    readonly service: string;
    readonly resource: string;
    readonly key: string;
  }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export async function generateMetadata({ params }: ItemPageProps): Promise<Metadata> {
  const { service, resource } = await params;
  return { title: resourceAt(service, resource).title };
}

export default async function ItemPage({ params, searchParams }: ItemPageProps) {
  const { service, resource: name, key: encoded } = await params;
  const resource = resourceAt(service, name);
  const key = decodeURIComponent(encoded);
  const scope = scopeOf(resource, await searchParams);
  const { roles } = await requireSession(itemHref(resource, key, scope));
  const loaded = await loadRecord(resource, key, scope, roles);
  const up = { href: listHref(resource, scope), title: resource.plural };
  if ("problem" in loaded) {
    return (
      <>
        <PageHeader title={resource.title} up={up} />
        <ProblemState problem={loaded.problem} returnTo={itemHref(resource, key, scope)} />
      </>
    );
  }
  const client = makeQueryClient();
  client.setQueryData(recordKey(resource, key, scope), loaded.version);
  await prefetchLabels(client, resource.fields, [loaded.version.record]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RecordDetail
        id={key}
        relations={relationsOf(resource)}
        resource={resource}
        roles={roles}
        scope={scope}
      />
    </HydrationBoundary>
  );
}
