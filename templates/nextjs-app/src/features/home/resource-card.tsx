import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "@/components/icon";
import type { JsonObject, Resource } from "@/contract/model";
import { isOpenTo, may } from "@/lib/access";
import { itemHref, listHref, newHref } from "@/lib/addresses";
import { ServiceError } from "@/lib/http";
import { fetchPage, type Page } from "@/lib/list";
import { keyOf, labelOf } from "@/lib/record";
import { counted, inSentence, words } from "@/lib/words";
import { serviceFetch } from "@/server/services";

interface CardProps {
  readonly resource: Resource;
  readonly roles: readonly string[];
}

const RECENT = 3;

/** How many there are and the newest of them, as far as the reader's roles reach. */
export async function ResourceCard({ resource, roles }: CardProps) {
  const { list, create, parents } = resource;
  const nested = parents.length > 0;
  const listed = list !== null && may(list.access, roles);
  const addable = create !== null && may(create.access, roles) && !nested;
  const page = listed && !nested ? await newest(resource) : null;
  const action = addable ? (
    <Link
      className="relative grid size-10 shrink-0 place-items-center rounded-control border border-line text-accent hover:border-edge hover:bg-sunken"
      href={newHref(resource)}
    >
      <Icon name="plus" />
      <span className="sr-only">{words("list.new", { title: inSentence(resource.title) })}</span>
    </Link>
  ) : null;
  return (
    <Frame
      action={action}
      href={isOpenTo(resource, roles) ? listHref(resource) : null}
      title={resource.plural}
    >
      {page === null ? (
        <p className="text-sm text-muted">
          {words(nested ? "home.nested" : list === null ? "home.unlisted" : "home.unreadable")}
        </p>
      ) : page instanceof ServiceError ? (
        <p className="text-sm text-muted">
          {words(page.problem.status === 403 ? "home.unreadable" : "home.unavailable")}
        </p>
      ) : (
        <Newest page={page} resource={resource} roles={roles} />
      )}
    </Frame>
  );
}

/** The newest first where the service can sort them so; its refusal is a value, one card of many. */
async function newest(resource: Resource): Promise<Page | ServiceError> {
  const { list } = resource;
  if (list === null) return { items: [], next: null };
  const sort = list.sortable.includes("createdAt") ? "-createdAt" : null;
  try {
    return await fetchPage(serviceFetch, resource, list, {
      filters: {},
      sort,
      cursor: null,
      scope: {},
    });
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

function Newest({ page: { items, next }, resource, roles }: { readonly page: Page } & CardProps) {
  const { read, list } = resource;
  if (items.length === 0) return <p className="text-sm text-muted">{words("home.none")}</p>;
  const readable = read !== null && may(read.access, roles);
  const line = (record: JsonObject): ReactNode => (
    <span className="line-clamp-1">{labelOf(resource, record)}</span>
  );
  return (
    <>
      <p className="text-sm text-muted">
        {next === null
          ? counted("home.records", items.length)
          : words("home.more", { count: items.length })}
      </p>
      <p className="mt-4 text-xs font-medium text-muted">
        {words(list?.sortable.includes("createdAt") === true ? "home.recent" : "home.first")}
      </p>
      <ul className="mt-1 text-sm">
        {items.slice(0, RECENT).map((record) => (
          <li key={keyOf(resource, record)}>
            {readable ? (
              <Link
                className="relative -mx-2 flex min-h-8 items-center rounded-control px-2 hover:bg-sunken"
                href={itemHref(resource, keyOf(resource, record))}
              >
                {line(record)}
              </Link>
            ) : (
              <span className="flex min-h-8 items-center">{line(record)}</span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

interface FrameProps {
  readonly title: string;
  readonly href: string | null;
  readonly action: ReactNode;
  readonly children: ReactNode;
}

function Frame({ title, href, action, children }: FrameProps) {
  return (
    <article className="relative flex w-full flex-col rounded-card border border-line bg-surface p-5 shadow-raised transition-colors has-[h3>a:hover]:border-edge">
      <div className="flex items-start justify-between gap-3">
        <h3 className="min-w-0 text-base font-semibold">
          {href === null ? (
            title
          ) : (
            <Link className="after:absolute after:inset-0 after:rounded-card" href={href}>
              {title}
            </Link>
          )}
        </h3>
        {action}
      </div>
      {children}
    </article>
  );
}

export function ResourceCardSkeleton({ title }: { readonly title: string }) {
  return (
    <Frame action={<span className="size-10" />} href={null} title={title}>
      <span aria-hidden="true" className="h-4 w-24 animate-pulse rounded bg-line/70" />
      <span aria-hidden="true" className="mt-5 h-4 w-40 animate-pulse rounded bg-line/50" />
      <span aria-hidden="true" className="mt-3 h-4 w-32 animate-pulse rounded bg-line/50" />
    </Frame>
  );
}
