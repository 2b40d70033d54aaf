import type { core } from "zod/mini";
import type { Json } from "@/contract/model";

/** What an issue is about: the keyword of JSON Schema and its limit. */
export function keywordOf(issue: core.$ZodIssue): {
  readonly keyword: string;
  readonly limit: Json;
} {
  if (issue.code === "custom") {
    const { keyword, limit } = (issue.params ?? {}) as { keyword?: string; limit?: Json };
    return { keyword: keyword ?? "type", limit: limit ?? null };
  }
  if (issue.code === "unrecognized_keys")
    return { keyword: "additionalProperties", limit: issue.keys };
  if (issue.code === "invalid_type")
    return { keyword: issue.input === undefined ? "required" : "type", limit: issue.expected };
  return { keyword: "type", limit: null };
}
