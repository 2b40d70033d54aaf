"use client";

import type { ControlProps } from "@/features/fields/control";
import { FieldControl } from "@/features/fields/field-control";
import { isChoice } from "@/lib/drafts";
import { words } from "@/lib/words";

type FieldRowProps = Omit<ControlProps, "describedBy" | "invalid"> & {
  readonly error?: string | undefined;
};

/** An input with its name, what it is for and what is wrong with it. */
export function FieldRow({ error, ...props }: FieldRowProps) {
  const { field, id } = props;
  const help = field.description === null ? undefined : `${id}-help`;
  const wrong = error === undefined ? undefined : `${id}-error`;
  const describedBy = [help, wrong].filter((one) => one !== undefined).join(" ") || undefined;
  const control = (
    <FieldControl {...props} describedBy={describedBy} invalid={error !== undefined} />
  );
  const label = (
    <label className="text-sm font-medium" htmlFor={id}>
      {field.title}
      {!field.required && field.kind !== "boolean" && (field.preset === null || field.nullable) && (
        <span className="ms-2 font-normal text-muted">{words("form.optional")}</span>
      )}
    </label>
  );
  const box = field.kind === "boolean" && !isChoice(field);
  return (
    <div className={`flex min-w-0 flex-col gap-1.5 ${box ? "sm:pt-6.5" : ""}`}>
      {box ? (
        <div className="flex min-h-10 items-center gap-3">
          {control}
          {label}
        </div>
      ) : (
        <>
          {label}
          <div>{control}</div>
        </>
      )}
      {help !== undefined && (
        <p className="line-clamp-6 whitespace-pre-line text-xs text-muted" id={help}>
          {field.description}
        </p>
      )}
      {error !== undefined && (
        <p className="text-sm text-danger" id={wrong}>
          {error}
        </p>
      )}
    </div>
  );
}
