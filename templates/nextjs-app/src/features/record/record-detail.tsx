"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ButtonLink } from "@/components/button";
import { FieldValue } from "@/components/field-value";
import { Icon } from "@/components/icon";
import { PageHeader } from "@/components/page-header";
import { ProblemState } from "@/components/problem-state";
import { Skeleton } from "@/components/skeleton";
import type { Field, JsonObject, Resource } from "@/contract/model";
import type { Relation } from "@/features/catalogue";
import { DeleteRecord } from "@/features/record/delete-record";
import { may } from "@/lib/access";
import { editHref, filteredHref, itemHref, listHref, type Scope } from "@/lib/addresses";
import { gateway } from "@/lib/gateway";
import { ServiceError } from "@/lib/http";
import { fetchRecord, labelOf, recordKey } from "@/lib/record";
import { useLabels } from "@/lib/use-labels";
import { inSentence, words } from "@/lib/words";

interface RecordDetailProps {
  readonly resource: Resource;
  readonly id: string;
  readonly scope: Scope;
  readonly roles: readonly string[];
  readonly relations: readonly Relation[];
}

/** One record: what it holds, what belongs to it, and what can be done with it. */
export function RecordDetail({ resource, id, scope, roles, relations }: RecordDetailProps) {
  const { data, error } = useQuery({
    queryKey: recordKey(resource, id, scope),
    queryFn: ({ signal }) => fetchRecord(gateway, resource, id, scope, signal),
  });
  const labels = useLabels(resource.fields, data === undefined ? [] : [data.record]);
  const up = { href: listHref(resource, scope), title: resource.plural };
  if (data === undefined) {
    return error === null ? (
      <Skeleton />
    ) : (
      <ProblemState
        problem={error instanceof ServiceError ? error.problem : { status: 500, reference: null }}
        returnTo={itemHref(resource, id, scope)}
      />
    );
  }
  const { record } = data;
  const { update, remove } = resource;
  const own = resource.fields.filter(({ system }) => !system);
  const kept = resource.fields.filter(({ system }) => system);
  const list = (fields: readonly Field[]) => (
    <Values fields={fields} labels={labels} record={record} />
  );
  return (
    <div className="mx-auto max-w-5xl">
      <PageHeader title={labelOf(resource, record)} up={up}>
        {update !== null && may(update.access, roles) && (
          <ButtonLink href={editHref(resource, id, scope)}>
            <Icon className="size-4" name="edit" />
            {words("record.edit")}
          </ButtonLink>
        )}
        {remove !== null && may(remove.access, roles) && (
          <DeleteRecord resource={resource} scope={scope} version={data} />
        )}
      </PageHeader>
      <div className="flex flex-col gap-6">
        <section
          aria-label={resource.title}
          className="rounded-card border border-line bg-surface p-5 shadow-raised sm:p-6"
        >
          {list(own)}
        </section>
        {relations.length > 0 && <Related id={id} relations={relations} title={resource.title} />}
        {kept.length > 0 && (
          <section aria-labelledby="about-record">
            <h2 className="mb-2 text-sm font-semibold text-muted" id="about-record">
              {words("record.about")}
            </h2>
            {list(kept)}
          </section>
        )}
      </div>
    </div>
  );
}

const WIDE: readonly string[] = ["text", "json", "object", "many"];

interface ValuesProps {
  readonly fields: readonly Field[];
  readonly record: JsonObject;
  readonly labels: ReturnType<typeof useLabels>;
}

function Values({ fields, record, labels }: ValuesProps) {
  return (
    <dl className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
      {fields.map((field) => (
        <div className={WIDE.includes(field.kind) ? "sm:col-span-2" : ""} key={field.name}>
          <dt className="text-xs font-medium text-muted">{field.title}</dt>
          <dd className="mt-1 text-sm">
            <FieldValue
              field={field}
              labels={labels[field.name] ?? {}}
              value={record[field.name]}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface RelatedProps {
  readonly relations: readonly Relation[];
  readonly id: string;
  readonly title: string;
}

/** Lists of what refers to the record. */
function Related({ relations, id, title }: RelatedProps) {
  return (
    <section aria-labelledby="related">
      <h2 className="mb-2 text-sm font-semibold text-muted" id="related">
        {words("record.related")}
      </h2>
      <ul className="flex flex-wrap gap-2">
        {relations.map((relation) => (
          <li key={`${relation.service}/${relation.name}/${relation.parameter}`}>
            <Link
              className="flex min-h-10 items-center gap-2 rounded-control border border-line bg-surface px-3 text-sm hover:border-edge"
              href={filteredHref(relation, relation.parameter, id)}
            >
              {words("record.relatedOf", {
                plural: relation.plural,
                title: inSentence(relation.field || title),
              })}
              <Icon className="size-4 text-muted" name="next" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
