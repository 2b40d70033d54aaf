"use client";

import { useId, useState, type FormEvent } from "react";
import { Button } from "@/components/button";
import type { Resource } from "@/contract/model";
import { CONTROL } from "@/features/fields/control";
import { isComplete, scopeKey, type Scope } from "@/lib/addresses";
import { words } from "@/lib/words";

interface ScopeFormProps {
  readonly resource: Resource;
  readonly scope: Scope;
  readonly onChange: (changes: Readonly<Record<string, string | null>>) => void;
}

/** What a nested list belongs to. */
export function ScopeForm({ resource, scope, onChange }: ScopeFormProps) {
  const id = useId();
  const [values, setValues] = useState<Scope>(scope);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onChange(
      Object.fromEntries(
        resource.parents.map((parent) => [scopeKey(parent), values[parent] || null]),
      ),
    );
  };
  return (
    <form
      aria-labelledby={`${id}-title`}
      className="mb-6 rounded-card border border-line bg-surface p-4 shadow-raised"
      onSubmit={submit}
    >
      <h2 className="text-sm font-semibold" id={`${id}-title`}>
        {words("list.scope")}
      </h2>
      {!isComplete(resource, scope) && (
        <p className="mt-1 text-sm text-muted">
          {words("list.scopeHint", { plural: resource.plural })}
        </p>
      )}
      <div className="mt-3 flex flex-wrap items-end gap-3">
        {resource.parents.map((parent, index) => (
          <div className="flex min-w-56 flex-1 flex-col gap-1.5" key={parent}>
            <label className="text-sm font-medium" htmlFor={`${id}-${index}`}>
              {parent}
            </label>
            <input
              className={CONTROL}
              id={`${id}-${index}`}
              onChange={(event) => setValues({ ...values, [parent]: event.target.value })}
              required
              value={values[parent] ?? ""}
            />
          </div>
        ))}
        <Button look="primary" type="submit">
          {words("list.show")}
        </Button>
      </div>
    </form>
  );
}
