"use client";

import dynamic from "next/dynamic";
import { CONTROL, type ControlProps } from "@/features/fields/control";
import { Json } from "@/features/fields/json-control";
import { Moment } from "@/features/fields/moment-control";
import { isChoice } from "@/lib/drafts";
import { plainText } from "@/lib/record";
import { words } from "@/lib/words";

function Waiting() {
  return <span aria-hidden="true" className={`${CONTROL} animate-pulse`} />;
}

// The heaviest input, loaded by the forms that have one.
const ReferencePicker = dynamic(() => import("@/features/fields/reference-picker"), {
  ssr: false,
  loading: Waiting,
});

/** The input that fits the kind of a field. */
export function FieldControl(props: ControlProps) {
  const { field } = props;
  if (field.target !== null) return <ReferencePicker {...props} />;
  switch (field.kind) {
    case "enum":
      return (
        <Choice
          {...props}
          options={(field.options ?? []).map(
            (option, index) => [String(index), plainText(option)] as const,
          )}
        />
      );
    case "boolean":
      return isChoice(field) || props.emptyChoice !== undefined ? (
        <Choice
          {...props}
          options={[
            ["true", words("record.yes")],
            ["false", words("record.no")],
          ]}
        />
      ) : (
        <Box {...props} />
      );
    case "text":
      return <Area {...props} />;
    case "json":
    case "array":
    case "object":
      return <Json {...props} />;
    case "datetime":
      return <Moment {...props} />;
    default:
      return <Line {...props} />;
  }
}

function attributes({ id, invalid, describedBy, onBlur }: ControlProps) {
  return {
    id,
    "aria-describedby": describedBy,
    "aria-invalid": invalid === true ? true : undefined,
    ...(onBlur === undefined ? {} : { onBlur }),
  };
}

const TYPES: Readonly<Partial<Record<ControlProps["field"]["kind"], string>>> = {
  date: "date",
  email: "email",
  url: "url",
};
const MODES: Readonly<Partial<Record<ControlProps["field"]["kind"], "numeric" | "decimal">>> = {
  integer: "numeric",
  number: "decimal",
  decimal: "decimal",
};

/** One line. Numbers are typed as text: what is shown is what is sent, and nothing is rounded on the way. */
function Line(props: ControlProps) {
  const { field, value, onChange } = props;
  const mode = MODES[field.kind];
  const plain =
    mode !== undefined || field.kind === "uuid" || field.kind === "email" || field.kind === "url";
  return (
    <input
      {...attributes(props)}
      autoCapitalize={plain ? "off" : undefined}
      autoComplete="off"
      className={`${CONTROL} ${mode === undefined ? "" : "tabular-nums"} ${field.kind === "uuid" ? "font-mono" : ""}`}
      dir={plain ? "ltr" : "auto"}
      inputMode={mode}
      onChange={(event) => onChange(event.target.value)}
      spellCheck={plain ? false : undefined}
      type={TYPES[field.kind] ?? "text"}
      value={plainText(value as string)}
    />
  );
}

function Area(props: ControlProps) {
  return (
    <textarea
      {...attributes(props)}
      className={`${CONTROL} field-sizing-content max-h-96 min-h-28`}
      dir="auto"
      onChange={(event) => props.onChange(event.target.value)}
      value={plainText(props.value as string)}
    />
  );
}

function Box(props: ControlProps) {
  return (
    <input
      {...attributes(props)}
      checked={props.value === true}
      className="size-5 shrink-0 rounded accent-accent"
      onChange={(event) => props.onChange(event.target.checked)}
      type="checkbox"
    />
  );
}

type ChoiceProps = ControlProps & { readonly options: readonly (readonly [string, string])[] };

function Choice({ options, ...props }: ChoiceProps) {
  const { field, value, emptyChoice } = props;
  const open = field.nullable || !field.required || emptyChoice !== undefined;
  const empty = emptyChoice ?? words(open ? "form.notSet" : "form.choose");
  const offered = open
    ? field.preset === null || field.nullable || emptyChoice !== undefined
    : value === "";
  return (
    <select
      {...attributes(props)}
      className={CONTROL}
      onChange={(event) => props.onChange(event.target.value)}
      value={String(value)}
    >
      {offered && <option value="">{empty}</option>}
      {options.map(([key, label]) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </select>
  );
}
