"use client";

import { useEffect, useRef } from "react";
import { Controller } from "react-hook-form";
import type { Field } from "@/contract/model";
import { FieldRow } from "@/features/fields/field-row";
import { inputName } from "@/features/form/collect";
import type { DraftForm } from "@/features/form/use-draft-form";
import { counted } from "@/lib/words";

interface FormFieldsProps {
  readonly id: string;
  readonly fields: readonly Field[];
  readonly form: DraftForm;
}

/** Kinds that are worth the whole width. */
const WIDE: readonly string[] = ["text", "json", "object", "array", "many"];

export function FormFields({ id, fields, form }: FormFieldsProps) {
  const { errors } = form.formState;
  return (
    <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2">
      {fields.map((field, index) => {
        const name = inputName(index);
        const message = errors[name]?.message;
        return (
          <div
            className={`min-w-0 ${WIDE.includes(field.kind) ? "sm:col-span-2" : ""}`}
            data-field={field.name}
            key={name}
          >
            <Controller
              control={form.control}
              name={name}
              render={({ field: { value, onChange, onBlur } }) => (
                <FieldRow
                  error={typeof message === "string" ? message : undefined}
                  field={field}
                  id={`${id}-${name}`}
                  onBlur={onBlur}
                  onChange={onChange}
                  value={value ?? ""}
                />
              )}
            />
          </div>
        );
      })}
    </div>
  );
}

/** After a try that failed: how many inputs need another look, with a way to each. Says so aloud. */
export function FaultSummary({ id, fields, form }: FormFieldsProps) {
  const { errors, submitCount } = form.formState;
  const wrong = fields.flatMap((field, index) =>
    errors[inputName(index)] === undefined ? [] : [{ field, name: inputName(index) }],
  );
  const box = useRef<HTMLDivElement>(null);
  const count = wrong.length;
  useEffect(() => {
    if (submitCount > 0 && count > 0) box.current?.focus();
    // Only a new try moves the focus; a correction does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [submitCount]);
  if (submitCount === 0 || count === 0) return null;
  return (
    <div
      className="mb-5 rounded-card border border-danger/50 bg-danger-soft p-4 text-sm"
      ref={box}
      role="alert"
      tabIndex={-1}
    >
      <p className="font-semibold text-danger">{counted("form.summary", count)}</p>
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
        {wrong.map(({ field, name }) => (
          <li key={name}>
            <a
              className="link"
              href={`#${id}-${name}`}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(`${id}-${name}`)?.focus();
              }}
            >
              {field.title}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
