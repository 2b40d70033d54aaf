import type { Access, Resource } from "@/contract/model";

const SCOPE = "scope:";

/** What someone holds, in the words of {@link Access}: services take a role for the scope of the same name as well. */
export function grantsOf(roles: readonly string[], scopes: readonly string[]): readonly string[] {
  return [...roles, ...new Set([...roles, ...scopes].map((scope) => SCOPE + scope))];
}

/** The roles among them, for people. */
export function namesOf(roles: readonly string[]): readonly string[] {
  return roles.filter((role) => !role.startsWith(SCOPE));
}

/** Whether the roles allow it. This only decides what is shown; the service decides what is done. */
export function may(access: Access, roles: readonly string[]): boolean {
  return (
    access.length === 0 ||
    access.some((alternative) => alternative.every((role) => roles.includes(role)))
  );
}

/** Whether there is anything to do on the page of a resource: its list, or what stands in for one. */
export function isOpenTo(
  { list, create, read }: Pick<Resource, "list" | "create" | "read">,
  roles: readonly string[],
): boolean {
  const offered = list === null ? [create, read] : [list];
  return offered.some((operation) => operation !== null && may(operation.access, roles));
}
