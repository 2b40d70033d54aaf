"use client";

import { useMutation } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { Button } from "@/components/button";
import type { Action, Json } from "@/contract/model";
import { actionSchemas } from "@/contract/schemas";
import { fieldsOf, isFile, prepare } from "@/features/action/request";
import { ActionAnswer } from "@/features/action/action-answer";
import { CONTROL } from "@/features/fields/control";
import {
  draftsOf,
  faultsOf,
  inputName,
  type Collected,
  type Drafts,
} from "@/features/form/collect";
import { FormFailure } from "@/features/form/form-failure";
import { FaultSummary, FormFields } from "@/features/form/form-fields";
import { faultsOfProblem } from "@/features/form/problems";
import { showFaults, useDraftForm } from "@/features/form/use-draft-form";
import { presetOf } from "@/lib/drafts";
import { gateway } from "@/lib/gateway";
import { problemOf, ServiceError } from "@/lib/http";
import { words } from "@/lib/words";
import type { Message } from "@/messages/en";

/** An operation that is no plain resource access: what it asks for, and what it answers. */
export function ActionForm({ action }: { readonly action: Action }) {
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const drafts = useRef<Drafts>({});
  const [failure, setFailure] = useState<ServiceError | null>(null);
  const fields = fieldsOf(action, words("action.body"));
  const judge = async (given: Drafts): Promise<Collected> => {
    drafts.current = given;
    const { body, faults } = prepare(action, given);
    const schema = (await actionSchemas[`${action.service}/${action.name}`]?.())?.body;
    const own = action.body?.fields ?? [];
    const found = schema === undefined || own.length === 0 ? {} : faultsOf(own, schema, body);
    const shifted = Object.entries(found).map(([name, message]) => [
      name === "" ? "" : inputName(Number(name.slice(1)) + action.parameters.length),
      message,
    ]);
    return { body, faults: { ...Object.fromEntries(shifted), ...faults } };
  };
  const { form } = useDraftForm(fields, draftsOf(fields, presetOf), judge);
  const run = useMutation({
    mutationFn: (body: Json) =>
      call(action, drafts.current, body, file.current?.files?.[0] ?? null),
    onError: (error) => {
      const found =
        error instanceof ServiceError
          ? error
          : new ServiceError({
              status: 0,
              title: "",
              detail: null,
              reference: null,
              violations: [],
            });
      showFaults(form, faultsOfProblem(fields, found.problem, action.parameters.length));
      setFailure(found);
    },
  });
  const submit = form.handleSubmit((body) => {
    setFailure(null);
    run.mutate(body);
  });
  return (
    <>
      <form aria-busy={run.isPending} noValidate onSubmit={(event) => void submit(event)}>
        <FaultSummary fields={fields} form={form} id={id} />
        {failure !== null && <FormFailure problem={failure.problem} title={titleOf(failure)} />}
        {(fields.length > 0 || isFile(action)) && (
          <div className="rounded-card border border-line bg-surface p-5 shadow-raised sm:p-6">
            <FormFields fields={fields} form={form} id={id} />
            {isFile(action) && (
              <div className="mt-5 flex flex-col gap-1.5">
                <label className="text-sm font-medium" htmlFor={`${id}-file`}>
                  {words("action.file")}
                </label>
                <input className={CONTROL} id={`${id}-file`} ref={file} type="file" />
              </div>
            )}
          </div>
        )}
        <Button
          className="mt-6"
          disabled={run.isPending}
          look={action.method === "DELETE" ? "danger" : "primary"}
          type="submit"
        >
          {words(run.isPending ? "action.running" : "action.run")}
        </Button>
      </form>
      {run.data !== undefined && <ActionAnswer answer={run.data} />}
    </>
  );
}

/** An operation that nobody has written yet has not failed. */
function titleOf({ problem }: ServiceError): Message {
  return problem.status === 501 ? "state.notWrittenTitle" : "state.errorTitle";
}

export interface Outcome {
  readonly status: number;
  readonly mediaType: string;
  readonly content: Blob;
}

async function call(
  action: Action,
  drafts: Drafts,
  body: Json,
  file: File | null,
): Promise<Outcome> {
  const { path, headers } = prepare(action, drafts);
  const sent = contentOf(action, drafts, body, file);
  const type =
    sent === null || action.body === null || sent instanceof FormData
      ? {}
      : { "Content-Type": action.body.mediaType };
  let response: Response;
  try {
    response = await gateway(action.service, path, {
      method: action.method,
      headers: { ...headers, ...type },
      ...(sent === null ? {} : { body: sent }),
    });
  } catch {
    throw new ServiceError({ status: 0, title: "", detail: null, reference: null, violations: [] });
  }
  if (!response.ok) throw new ServiceError(await problemOf(response));
  return {
    status: response.status,
    mediaType: response.headers.get("content-type") ?? "",
    content: await response.blob(),
  };
}

function contentOf(action: Action, drafts: Drafts, body: Json, file: File | null): BodyInit | null {
  if (action.body === null) return null;
  if (action.body.fields !== null) return JSON.stringify(body);
  if (isFile(action)) return file;
  const text = drafts[inputName(action.parameters.length)];
  return typeof text === "string" && text !== "" ? text : null;
}
