import type { Field, Json } from "@/contract/model";
import { formatNumber } from "@/lib/numbers";
import { words } from "@/lib/words";
import type { Message } from "@/messages/en";

/** Rules whose words hold a limit. */
const LIMITED: readonly string[] = [
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
];
const OF_KIND: Readonly<Partial<Record<Field["kind"], Message>>> = {
  date: "rule.date",
  datetime: "rule.datetime",
  uuid: "rule.uuid",
  email: "rule.email",
  url: "rule.url",
};

/** A broken rule of a schema, in words about the field. */
export function ruleInWords(
  field: Field,
  keyword: string,
  limit: Json,
  path: readonly PropertyKey[],
): string {
  if (path.length > 0) return `${pathInWords(path)}: ${ofKeyword(keyword, limit)}`;
  if (keyword === "required" || (keyword === "type" && limit === "required")) {
    return words(
      field.kind === "enum" || field.kind === "reference" ? "rule.choose" : "rule.required",
    );
  }
  if (keyword === "pattern" || keyword === "format") return ofForm(field);
  if (keyword === "enum") return words("rule.enum");
  return ofKeyword(keyword, limit);
}

function ofForm(field: Field): string {
  if (field.kind === "decimal") {
    const { scale } = field.limits;
    return scale === undefined ? words("rule.decimal") : words("rule.decimalScale", { scale });
  }
  return words(OF_KIND[field.kind] ?? "rule.pattern");
}

function ofKeyword(keyword: string, limit: Json): string {
  if (LIMITED.includes(keyword)) {
    return words(`rule.${keyword}` as Message, {
      limit: typeof limit === "number" ? formatNumber(limit) : String(limit),
    });
  }
  if (
    [
      "integer",
      "uniqueItems",
      "required",
      "additionalProperties",
      "type",
      "pattern",
      "enum",
    ].includes(keyword)
  ) {
    return words(`rule.${keyword}` as Message);
  }
  return words("rule.refused");
}

/** `labels[2].name` */
function pathInWords(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part + 1}]` : index === 0 ? String(part) : `.${String(part)}`,
    )
    .join("");
}
