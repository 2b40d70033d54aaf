"use client";

import { useQuery } from "@tanstack/react-query";
import { keepPreviousData } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { Button, ButtonLink } from "@/components/button";
import { Icon } from "@/components/icon";
import { PageHeader } from "@/components/page-header";
import { ProblemState } from "@/components/problem-state";
import { Skeleton } from "@/components/skeleton";
import { State } from "@/components/state";
import type { ListOperation, Resource } from "@/contract/model";
import { Filters } from "@/features/list/filters";
import { Pages } from "@/features/list/pages";
import { ScopeForm } from "@/features/list/scope-form";
import { RecordTable } from "@/features/list/record-table";
import { listParsers, stateOf } from "@/features/list/state";
import { may } from "@/lib/access";
import { filterKey, isComplete, listHref, newHref } from "@/lib/addresses";
import { gateway } from "@/lib/gateway";
import { ServiceError } from "@/lib/http";
import { fetchPage, listKey } from "@/lib/list";
import { useAppStore } from "@/lib/store";
import { inSentence, words } from "@/lib/words";

interface ResourceListProps {
  readonly resource: Resource;
  readonly list: ListOperation;
  readonly roles: readonly string[];
}

/** A list with its filters, order and pages, all of them in the address. */
export function ResourceList({ resource, list, roles }: ResourceListProps) {
  const parsers = useMemo(() => listParsers(resource), [resource]);
  const [query, setQuery] = useQueryStates(parsers, { history: "push", scroll: false });
  const state = stateOf(resource, query);
  const complete = isComplete(resource, state.scope);
  const result = useQuery({
    queryKey: listKey(resource, state),
    queryFn: ({ signal }) => fetchPage(gateway, resource, list, state, signal),
    enabled: complete,
    placeholderData: keepPreviousData,
  });
  const restart = useAppStore((store) => store.restart);
  const address = listHref(resource, state.scope);
  const change = (changes: Readonly<Record<string, string | null>>): void => {
    restart(address);
    void setQuery({ ...changes, cursor: null });
  };
  const clear = (): void =>
    change(Object.fromEntries(list.filters.map(({ parameter }) => [filterKey(parameter), null])));
  const { create } = resource;
  const addable = complete && create !== null && may(create.access, roles);
  return (
    <>
      <PageHeader description={resource.description} title={resource.plural}>
        {addable && (
          <ButtonLink href={newHref(resource, state.scope)} look="primary">
            <Icon name="plus" />
            {words("list.new", { title: inSentence(resource.title) })}
          </ButtonLink>
        )}
      </PageHeader>
      {resource.parents.length > 0 && (
        <ScopeForm onChange={change} resource={resource} scope={state.scope} />
      )}
      {complete && list.filters.length > 0 && (
        <Filters filters={list.filters} onChange={change} onClear={clear} values={state.filters} />
      )}
      {complete && (
        <Rows
          clear={clear}
          onSort={(sort) => change({ sort })}
          result={result}
          {...{ resource, list, state, roles, address }}
          setCursor={(cursor) => void setQuery({ cursor })}
        />
      )}
    </>
  );
}

interface RowsProps extends ResourceListProps {
  readonly result: ReturnType<typeof useQuery<Awaited<ReturnType<typeof fetchPage>>>>;
  readonly state: ReturnType<typeof stateOf>;
  readonly address: string;
  readonly clear: () => void;
  readonly onSort: (sort: string | null) => void;
  readonly setCursor: (cursor: string | null) => void;
}

function Rows({
  result,
  resource,
  list,
  state,
  roles,
  address,
  clear,
  onSort,
  setCursor,
}: RowsProps) {
  const { data, error, isPending, isFetching, fetchStatus, refetch } = result;
  if (error !== null && (data === undefined || !isFetching)) {
    return (
      <Refused
        clear={clear}
        error={error}
        refetch={() => void refetch()}
        setCursor={setCursor}
        state={state}
      />
    );
  }
  if (isPending) {
    return fetchStatus === "paused" ? (
      <ProblemState problem={{ status: 0, reference: null }} />
    ) : (
      <Skeleton />
    );
  }
  if (data.items.length === 0 && state.cursor === null)
    return (
      <Empty clear={clear} filtered={Object.keys(state.filters).length > 0} resource={resource} />
    );
  return (
    <div
      aria-busy={isFetching}
      className={isFetching ? "opacity-70 transition-opacity delay-200" : ""}
    >
      <RecordTable
        list={list}
        onSort={onSort}
        records={data.items}
        resource={resource}
        roles={roles}
        scope={state.scope}
        sort={state.sort}
      />
      <Pages
        address={address}
        count={data.items.length}
        cursor={state.cursor}
        next={data.next}
        onPage={setCursor}
      />
    </div>
  );
}

function Empty({
  filtered,
  clear,
  resource,
}: {
  readonly filtered: boolean;
  readonly clear: () => void;
  readonly resource: Resource;
}) {
  const plural = inSentence(resource.plural);
  return (
    <div className="rounded-card border border-dashed border-line">
      <State
        icon={filtered ? "filter" : "empty"}
        role="status"
        text={words(filtered ? "list.noMatchHint" : "list.emptyHint")}
        title={words(filtered ? "list.noMatch" : "list.empty", { plural })}
      >
        {filtered ? <Button onClick={clear}>{words("list.clear")}</Button> : undefined}
      </State>
    </div>
  );
}

interface RefusedProps {
  readonly error: Error;
  readonly state: ReturnType<typeof stateOf>;
  readonly refetch: () => void;
  readonly clear: () => void;
  readonly setCursor: (cursor: string | null) => void;
}

/** A page that is gone, a filter that the service refuses, or whatever else went wrong. */
function Refused({ error, state, refetch, clear, setCursor }: RefusedProps) {
  const problem =
    error instanceof ServiceError
      ? error.problem
      : { status: 500, reference: null, violations: [], detail: null };
  if (problem.status === 404 && state.cursor !== null) {
    return (
      <State
        icon="search"
        role="alert"
        text={words("list.noPageHint")}
        title={words("list.noPage")}
      >
        <Button onClick={() => setCursor(null)}>{words("list.first")}</Button>
      </State>
    );
  }
  if (problem.status === 422 || problem.status === 400) {
    const detail = problem.violations[0]?.detail ?? problem.detail ?? words("list.noMatchHint");
    return (
      <State icon="filter" role="alert" text={detail} title={words("state.errorTitle")}>
        <Button onClick={clear}>{words("list.clear")}</Button>
      </State>
    );
  }
  return (
    <ProblemState
      problem={problem}
      returnTo={
        typeof window === "undefined" ? "/" : window.location.pathname + window.location.search
      }
    >
      <Button look="primary" onClick={refetch}>
        {words("state.retry")}
      </Button>
    </ProblemState>
  );
}
