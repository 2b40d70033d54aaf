"use client";

import { useRouter } from "next/navigation";
import { useId, useState, type FormEvent } from "react";
import { Button } from "@/components/button";
import type { Resource } from "@/contract/model";
import { CONTROL } from "@/features/fields/control";
import { itemHref, type Scope } from "@/lib/addresses";
import { inSentence, words } from "@/lib/words";

interface FindFormProps {
  readonly resource: Resource;
  readonly scope: Scope;
}

/** Opens a record by its key, and what it belongs to, where the service has no list to choose from. */
export function FindForm({ resource, scope }: FindFormProps) {
  const id = useId();
  const router = useRouter();
  const [parents, setParents] = useState<Scope>(scope);
  const [key, setKey] = useState("");
  const title = resource.fields.find(({ name }) => name === resource.key)?.title ?? resource.key;
  const inputs = [
    ...resource.parents.map((parent) => ({
      label: parent,
      value: parents[parent] ?? "",
      change: (value: string) => setParents({ ...parents, [parent]: value }),
    })),
    { label: title, value: key, change: setKey },
  ];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    router.push(itemHref(resource, key.trim(), parents));
  };
  return (
    <form
      aria-labelledby={`${id}-title`}
      className="max-w-2xl rounded-card border border-line bg-surface p-5 shadow-raised sm:p-6"
      onSubmit={submit}
    >
      <h2 className="text-base font-semibold" id={`${id}-title`}>
        {words("find.title", { title: inSentence(resource.title) })}
      </h2>
      <p className="mt-1 text-sm text-muted">{words("find.hint")}</p>
      <div className="mt-4 flex flex-wrap items-end gap-3">
        {inputs.map(({ label, value, change }, index) => (
          <div className="flex min-w-56 flex-1 flex-col gap-1.5" key={label}>
            <label className="text-sm font-medium" htmlFor={`${id}-${index}`}>
              {label}
            </label>
            <input
              autoComplete="off"
              className={CONTROL}
              id={`${id}-${index}`}
              onChange={(event) => change(event.target.value)}
              required
              value={value}
            />
          </div>
        ))}
        <Button look="primary" type="submit">
          {words("find.open")}
        </Button>
      </div>
    </form>
  );
}
