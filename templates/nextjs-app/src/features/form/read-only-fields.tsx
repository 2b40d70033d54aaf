"use client";

import { FieldValue } from "@/components/field-value";
import type { JsonObject, Resource } from "@/contract/model";
import { useLabels } from "@/lib/use-labels";
import { words } from "@/lib/words";

interface ReadOnlyFieldsProps {
  readonly resource: Resource;
  readonly record: JsonObject;
}

/** What the service keeps by itself: shown, not edited. */
export function ReadOnlyFields({ resource, record }: ReadOnlyFieldsProps) {
  const fields = resource.fields.filter(
    ({ name, update }) => !update && Object.hasOwn(record, name),
  );
  const labels = useLabels(fields, [record]);
  if (fields.length === 0) return null;
  return (
    <section className="mt-8">
      <h2 className="text-sm font-semibold text-muted">{words("form.readOnly")}</h2>
      <dl className="mt-2 grid gap-x-6 gap-y-3 text-sm sm:grid-cols-2">
        {fields.map((field) => (
          <div key={field.name}>
            <dt className="text-xs text-muted">{field.title}</dt>
            <dd>
              <FieldValue
                field={field}
                labels={labels[field.name] ?? {}}
                value={record[field.name]}
              />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
