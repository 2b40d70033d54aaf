import type { Action, Field, JsonObject } from "@/contract/model";
import { collect, type Drafts, type Faults, inputName } from "@/features/form/collect";
import { wireValue } from "@/lib/drafts";
import { plainText } from "@/lib/record";
import { ruleInWords } from "@/lib/rules";

/** All inputs of an action: its parameters, then the properties of its body, or the body as one value. */
export function fieldsOf({ parameters, body }: Action, content: string): readonly Field[] {
  return [
    ...parameters.map(({ field }) => field),
    ...(body?.fields ?? []),
    ...(isValue(body) ? [whole(content, body.required)] : []),
  ];
}

/** A body that is one JSON value, or text. */
function isValue(body: Action["body"]): body is NonNullable<Action["body"]> {
  return body !== null && body.fields === null && /json|text|xml|urlencoded/iu.test(body.mediaType);
}

/** A body that is a file. */
export function isFile(action: Action): boolean {
  return action.body !== null && action.body.fields === null && !isValue(action.body);
}

function whole(title: string, required: boolean): Field {
  return {
    name: "",
    title,
    description: null,
    kind: "json",
    required,
    nullable: false,
    create: true,
    update: true,
    preset: null,
    options: null,
    limits: {},
    target: null,
    system: false,
  };
}

export interface Prepared {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly faults: Faults;
}

/** Where an action is sent and with what. */
export function prepare(action: Action, drafts: Drafts): Prepared {
  const { parameters } = action;
  let { path } = action;
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  const faults: Record<string, string> = {};
  parameters.forEach(({ in: where, field }, index) => {
    const wire = wireValue(field, drafts[inputName(index)] ?? "");
    const given = wire.kind === "value" && wire.value !== null;
    if (!given && field.required)
      faults[inputName(index)] = ruleInWords(field, "required", null, []);
    if (!given) return;
    const values = Array.isArray(wire.value) ? wire.value : [wire.value];
    if (where === "path")
      path = path.replace(`{${field.name}}`, encodeURIComponent(values.map(plainText).join(",")));
    else if (where === "query")
      values.forEach((value) => query.append(field.name, plainText(value)));
    else headers[field.name] = values.map(plainText).join(",");
  });
  const fields = action.body?.fields ?? [];
  const shifted = Object.fromEntries(
    fields.map((_, index) => [
      inputName(index),
      drafts[inputName(index + parameters.length)] ?? "",
    ]),
  );
  const collected = collect(fields, shifted);
  for (const [name, message] of Object.entries(collected.faults))
    faults[inputName(Number(name.slice(1)) + parameters.length)] = message;
  const search = query.toString();
  return {
    path: search === "" ? path : `${path}?${search}`,
    headers,
    body: collected.body,
    faults,
  };
}
