import "server-only";
import { notFound } from "next/navigation";
import type { Resource } from "@/contract/model";
import type { Scope } from "@/lib/addresses";
import { may } from "@/lib/access";
import { ServiceError, type Problem } from "@/lib/http";
import { fetchRecord, type Version } from "@/lib/record";
import { serviceFetch } from "@/server/services";

export type Loaded =
  { readonly version: Version } | { readonly problem: Pick<Problem, "status" | "reference"> };

/** A record, or why it cannot be shown; one that is not there has the not-found page. */
export async function loadRecord(
  resource: Resource,
  key: string,
  scope: Scope,
  roles: readonly string[],
): Promise<Loaded> {
  if (resource.read === null) notFound();
  if (!may(resource.read.access, roles)) return { problem: { status: 403, reference: null } };
  try {
    return { version: await fetchRecord(serviceFetch, resource, key, scope) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    // A key in a form that the service does not know names nothing either.
    if ([400, 404, 410, 422].includes(error.problem.status)) notFound();
    return { problem: error.problem };
  }
}
