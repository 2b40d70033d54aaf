import type { Json, JsonObject } from "@/contract/model";

/** Sends a request to a service: from a server component, or from the browser through the app's own gateway. */
export type Transport = (service: string, path: string, init?: RequestInit) => Promise<Response>;

/** One place in a request that a service found wrong. */
export interface Violation {
  readonly detail: string;
  /** JSON pointer into the body. */
  readonly pointer: string | null;
  readonly parameter: string | null;
}

/** What a service says when it refuses (RFC 9457). */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string | null;
  readonly reference: string | null;
  readonly violations: readonly Violation[];
}

/** A refusal, thrown. Status 0: nothing was reached. */
export class ServiceError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ServiceError";
    this.problem = problem;
  }
}

/** What a record is as a value, and the tag that its version has. */
export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly etag: string | null;
}

/** Sends it and reads the answer; every refusal is thrown as a {@link ServiceError}. */
export async function send(
  transport: Transport,
  service: string,
  path: string,
  init: RequestInit = {},
): Promise<Answer> {
  let response: Response;
  try {
    response = await transport(service, path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ServiceError(silence(0));
  }
  if (!response.ok) throw new ServiceError(await problemOf(response));
  return {
    status: response.status,
    body: await bodyOf(response),
    etag: response.headers.get("etag"),
  };
}

async function bodyOf(response: Response): Promise<Json> {
  const text = await response.text();
  if (text === "") return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function silence(status: number): Problem {
  return { status, title: "", detail: null, reference: null, violations: [] };
}

/** The problem in an answer, whatever form it has. */
export async function problemOf(response: Response): Promise<Problem> {
  const reference = response.headers.get("x-request-id");
  let body: Json;
  try {
    body = (await response.json()) as Json;
  } catch {
    return { ...silence(response.status), reference };
  }
  if (!isObject(body)) return { ...silence(response.status), reference };
  return {
    status: response.status,
    title: textOf(body.title) ?? "",
    detail: textOf(body.detail),
    reference: textOf(body.correlationId) ?? reference,
    violations: (Array.isArray(body.errors) ? (body.errors as readonly Json[]) : []).flatMap(
      violation,
    ),
  };
}

function violation(value: Json): readonly Violation[] {
  if (!isObject(value)) return [];
  const detail = textOf(value.detail);
  return detail === null
    ? []
    : [{ detail, pointer: textOf(value.pointer), parameter: textOf(value.parameter) }];
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: Json | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** First segment of a JSON pointer: the property it leads into. */
export function propertyOf(pointer: string | null): string | null {
  const first = pointer?.replace(/^#/u, "").split("/")[1];
  return first === undefined ? null : first.replaceAll("~1", "/").replaceAll("~0", "~");
}
