import type { Access } from "@/contract/model";

/** Whether the roles allow it. This only decides what is shown; the service decides what is done. */
export function may(access: Access, roles: readonly string[]): boolean {
  return (
    access.length === 0 ||
    access.some((alternative) => alternative.every((role) => roles.includes(role)))
  );
}
