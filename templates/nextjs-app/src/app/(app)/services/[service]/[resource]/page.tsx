import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { PageHeader } from "@/components/page-header";
import { ProblemState } from "@/components/problem-state";
import { resourceAt } from "@/features/catalogue";
import { columnsOf } from "@/features/list/columns";
import { prefetchLabels, prefetchPage } from "@/features/list/prefetch";
import { ResourceList } from "@/features/list/resource-list";
import { Unlisted } from "@/features/list/unlisted";
import { listParsers, stateOf } from "@/features/list/state";
import { isOpenTo } from "@/lib/access";
import { isComplete, listHref } from "@/lib/addresses";
import { makeQueryClient } from "@/lib/query-client";
import { requireSession } from "@/server/session";

interface ListPageProps {
  readonly params: Promise<{ readonly service: string; readonly resource: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: ListPageProps): Promise<Metadata> {
  const { service, resource } = await params;
  return { title: resourceAt(service, resource).plural };
}

/** The first page is fetched here, with the labels of what it refers to; the browser takes both over as they are. */
export default async function ListPage({ params, searchParams }: ListPageProps) {
  const { service, resource: name } = await params;
  const resource = resourceAt(service, name);
  const query = await createLoader(listParsers(resource))(searchParams);
  const state = stateOf(resource, query);
  const { roles } = await requireSession(listHref(resource, state.scope));
  const { list } = resource;
  if (!isOpenTo(resource, roles)) {
    return (
      <>
        <PageHeader title={resource.plural} />
        <ProblemState problem={{ status: 403, reference: null }} />
      </>
    );
  }
  if (list === null) return <Unlisted resource={resource} roles={roles} scope={state.scope} />;
  const client = makeQueryClient();
  if (isComplete(resource, state.scope)) {
    const records = await prefetchPage(client, resource, list, state);
    await prefetchLabels(client, columnsOf(resource), records);
  }
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <ResourceList list={list} resource={resource} roles={roles} />
    </HydrationBoundary>
  );
}
