import type { Action, Resource } from "@/contract/model";

/** Values of the path parameters that name a nested resource's parents. */
export type Scope = Readonly<Record<string, string>>;

const SCOPE = "in.";

/** `in.author` of the address: which parents a nested resource is looked at in. */
export function scopeKey(parent: string): string {
  return `${SCOPE}${parent}`;
}

export function scopeOf(
  resource: Pick<Resource, "parents">,
  query: Readonly<Record<string, string | string[] | undefined>>,
): Scope {
  return Object.fromEntries(
    resource.parents.flatMap((parent) => {
      const value = query[scopeKey(parent)];
      return typeof value === "string" && value !== "" ? [[parent, value]] : [];
    }),
  );
}

export function isComplete(resource: Pick<Resource, "parents">, scope: Scope): boolean {
  return resource.parents.every((parent) => scope[parent] !== undefined);
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const search = new URLSearchParams(query).toString();
  return search === "" ? path : `${path}?${search}`;
}

function scoped(path: string, scope: Scope): string {
  return withQuery(
    path,
    Object.fromEntries(Object.entries(scope).map(([parent, value]) => [scopeKey(parent), value])),
  );
}

type Place = { readonly service: string; readonly name: string };

export function listHref({ service, name }: Place, scope: Scope = {}): string {
  return scoped(`/services/${service}/${name}`, scope);
}

/** The list, showing only what a filter lets through. */
export function filteredHref(place: Place, parameter: string, value: string): string {
  return withQuery(listHref(place), { [filterKey(parameter)]: value });
}

export function newHref(place: Place, scope: Scope = {}): string {
  return scoped(`/services/${place.service}/${place.name}/new`, scope);
}

export function itemHref(place: Place, key: string, scope: Scope = {}): string {
  return scoped(`/services/${place.service}/${place.name}/items/${encodeURIComponent(key)}`, scope);
}

export function editHref(place: Place, key: string, scope: Scope = {}): string {
  return scoped(
    `/services/${place.service}/${place.name}/items/${encodeURIComponent(key)}/edit`,
    scope,
  );
}

export function actionHref({ service, name }: Pick<Action, "service" | "name">): string {
  return `/actions/${service}/${name}`;
}

/** `filter.categoryId` of the address. */
export function filterKey(parameter: string): string {
  return `filter.${parameter}`;
}

/** The service's path of a collection. */
export function collectionPath({ path }: Pick<Resource, "path">, scope: Scope = {}): string {
  return path.replaceAll(/\{([^{}]+)\}/gu, (_, parent: string) =>
    encodeURIComponent(scope[parent] ?? ""),
  );
}

/** The service's path of one record. */
export function itemPath(resource: Pick<Resource, "path">, key: string, scope: Scope = {}): string {
  return `${collectionPath(resource, scope)}/${encodeURIComponent(key)}`;
}
