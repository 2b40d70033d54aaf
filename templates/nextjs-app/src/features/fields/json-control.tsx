"use client";

import { CONTROL, type ControlProps } from "@/features/fields/control";
import { words } from "@/lib/words";

/** JSON as text, with a button that lays it out. What is no JSON yet stays as it was typed. */
export function Json({ id, value, onChange, onBlur, invalid, describedBy }: ControlProps) {
  const text = typeof value === "string" ? value : "";
  const parsed = parse(text);
  const tidy = parsed === undefined ? text : JSON.stringify(parsed, null, 2);
  return (
    <div className="relative">
      <textarea
        aria-describedby={describedBy}
        aria-invalid={invalid === true ? true : undefined}
        className={`${CONTROL} field-sizing-content max-h-96 min-h-24 pe-24 font-mono`}
        dir="ltr"
        id={id}
        onBlur={onBlur}
        onChange={(event) => onChange(event.target.value)}
        spellCheck={false}
        value={text}
      />
      <button
        className="absolute end-2 top-2 min-h-8 rounded-control border border-line bg-surface px-2 text-xs text-muted hover:text-ink disabled:hidden"
        disabled={tidy === text}
        onClick={() => onChange(tidy)}
        type="button"
      >
        {words("form.tidy")}
      </button>
    </div>
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
