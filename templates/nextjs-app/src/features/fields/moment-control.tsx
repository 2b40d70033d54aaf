"use client";

import { CONTROL, type ControlProps } from "@/features/fields/control";
import { useLocal, useZone, wireOf } from "@/lib/zone";
import { words } from "@/lib/words";

/** A date and a time in the reader's zone. What is kept is the instant, to its last digit until it is changed. */
export function Moment({ id, value, onChange, onBlur, invalid, describedBy }: ControlProps) {
  const wire = typeof value === "string" ? value : "";
  const zone = useZone();
  const local = useLocal(wire);
  const help = `${id}-zone`;
  return (
    <>
      <input
        aria-describedby={[describedBy, help].filter(Boolean).join(" ")}
        aria-invalid={invalid === true ? true : undefined}
        className={CONTROL}
        id={id}
        onBlur={onBlur}
        onChange={(event) =>
          onChange(
            event.target.value === "" ? "" : (wireOf(event.target.value) ?? event.target.value),
          )
        }
        step={1}
        type="datetime-local"
        value={local}
      />
      <p className="mt-1 text-xs text-muted" id={help}>
        {words("form.zone", { zone })}
      </p>
    </>
  );
}
