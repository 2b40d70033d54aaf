"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { Button, ButtonLink } from "@/components/button";
import type { JsonObject, Resource, WriteOperation } from "@/contract/model";
import { resourceSchemas } from "@/contract/schemas";
import { collect, draftsOf, faultsOf, type Collected, type Drafts } from "@/features/form/collect";
import { FormFailure } from "@/features/form/form-failure";
import { FaultSummary, FormFields } from "@/features/form/form-fields";
import { faultsOfProblem } from "@/features/form/problems";
import { ReadOnlyFields } from "@/features/form/read-only-fields";
import { showFaults, useDraftForm } from "@/features/form/use-draft-form";
import { collectionPath, itemHref, itemPath, listHref, type Scope } from "@/lib/addresses";
import { draftOf, presetOf } from "@/lib/drafts";
import { gateway } from "@/lib/gateway";
import { isObject, send, ServiceError, type Answer, type Problem } from "@/lib/http";
import { fetchRecord, keyOf, recordKey, type Version } from "@/lib/record";
import { useAppStore } from "@/lib/store";
import { words } from "@/lib/words";

// Only a lost update needs it.
const ConflictDialog = dynamic(() => import("@/features/form/conflict-dialog"), { ssr: false });

interface RecordFormProps {
  readonly resource: Resource;
  readonly operation: WriteOperation;
  readonly scope: Scope;
  /** The record to change, as it was read; null makes a new one. */
  readonly version: Version | null;
}

/** Creates a record or changes one, checked by the contract's schema before the service checks it again. */
export function RecordForm({ resource, operation, scope, version }: RecordFormProps) {
  const id = useId();
  const router = useRouter();
  const queries = useQueryClient();
  const notify = useAppStore((state) => state.notify);
  const [base, setBase] = useState(version);
  const [theirs, setTheirs] = useState<Version | null>(null);
  const [failure, setFailure] = useState<Problem | null>(null);
  const creating = version === null;
  const fields = resource.fields.filter(({ create, update }) => (creating ? create : update));
  const judge = async (drafts: Drafts): Promise<Collected> => {
    const { body, faults } = collect(
      fields,
      drafts,
      base?.record ?? null,
      operation.method === "PUT",
    );
    const schemas = await resourceSchemas[`${resource.service}/${resource.name}`]?.();
    const schema = creating ? schemas?.create : schemas?.update;
    return {
      body,
      faults: { ...(schema === undefined ? {} : faultsOf(fields, schema, body)), ...faults },
    };
  };
  const initial = draftsOf(fields, (field) =>
    base === null ? presetOf(field) : draftOf(field, base.record[field.name]),
  );
  const { form } = useDraftForm(fields, initial, judge);
  const key = version === null ? "" : keyOf(resource, version.record);
  const back = creating ? listHref(resource, scope) : itemHref(resource, key, scope);

  const save = useMutation({
    mutationFn: (body: JsonObject) => write({ resource, operation, scope, base, body }),
    onSuccess: async (answer) => {
      await queries.invalidateQueries({ queryKey: ["list", resource.service, resource.name] });
      await queries.invalidateQueries({ queryKey: ["labels", resource.service, resource.name] });
      queries.removeQueries({ queryKey: ["choices", resource.service, resource.name] });
      const made = isObject(answer.body) ? keyOf(resource, answer.body) : key;
      queries.removeQueries({ queryKey: recordKey(resource, made, scope) });
      notify(words(creating ? "form.created" : "form.saved", { title: resource.title }));
      router.push(
        made !== "" && resource.read !== null
          ? itemHref(resource, made, scope)
          : listHref(resource, scope),
      );
    },
    onError: async (error) => {
      const problem = error instanceof ServiceError ? error.problem : null;
      if (problem?.status === 412 && version !== null)
        return setTheirs(await fetchRecord(gateway, resource, key, scope));
      const faults = problem === null ? {} : faultsOfProblem(fields, problem);
      showFaults(form, faults);
      setFailure(Object.keys(faults).some((name) => name !== "") ? null : (problem ?? UNKNOWN));
    },
  });

  const submit = form.handleSubmit((body) => {
    setFailure(null);
    if (!creating && operation.method !== "PUT" && Object.keys(body).length === 0) {
      notify(words("form.unchanged"));
      return router.push(back);
    }
    return save.mutateAsync(body).catch(() => undefined);
  });

  const settle = (drafts: Drafts): void => {
    if (theirs === null) return;
    setBase(theirs);
    setTheirs(null);
    form.reset({ ...drafts }, { keepDefaultValues: true });
    notify(words("conflict.ready"));
  };

  const busy = save.isPending || save.isSuccess;
  return (
    <form aria-busy={busy} noValidate onSubmit={(event) => void submit(event)}>
      <FaultSummary fields={fields} form={form} id={id} />
      {failure !== null && <FormFailure problem={failure} />}
      <div className="rounded-card border border-line bg-surface p-5 shadow-raised sm:p-6">
        <FormFields fields={fields} form={form} id={id} />
      </div>
      <div className="mt-6 flex flex-wrap gap-3">
        <Button disabled={busy} look="primary" type="submit">
          {words(busy ? "form.saving" : creating ? "form.create" : "form.save")}
        </Button>
        <ButtonLink href={back}>{words("record.cancel")}</ButtonLink>
      </div>
      {base !== null && <ReadOnlyFields record={base.record} resource={resource} />}
      {theirs !== null && base !== null && (
        <ConflictDialog
          base={base.record}
          drafts={form.getValues()}
          fields={fields}
          onCancel={() => setTheirs(null)}
          onChoose={settle}
          theirs={theirs.record}
          title={resource.title}
        />
      )}
    </form>
  );
}

const UNKNOWN: Problem = { status: 500, title: "", detail: null, reference: null, violations: [] };

interface Writing {
  readonly resource: Resource;
  readonly operation: WriteOperation;
  readonly scope: Scope;
  readonly base: Version | null;
  readonly body: JsonObject;
}

/** Sends it with the tag of the version that it was made from. */
function write({ resource, operation, scope, base, body }: Writing): Promise<Answer> {
  const { method, mediaType, ifMatch } = operation;
  const path =
    base === null
      ? collectionPath(resource, scope)
      : itemPath(resource, keyOf(resource, base.record), scope);
  const tag =
    ifMatch && base !== null && base.etag !== null ? { "If-Match": base.etag } : undefined;
  return send(gateway, resource.service, path, {
    method,
    headers: { "Content-Type": mediaType, ...tag },
    body: JSON.stringify(body),
  });
}
