"use client";

import { Button } from "@/components/button";
import { State } from "@/components/state";
import { words } from "@/lib/words";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** A defect of the app: what went wrong is in its logs, under the reference. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <State
      icon="warning"
      level={1}
      note={error.digest === undefined ? null : words("state.reference", { id: error.digest })}
      role="alert"
      text={words("state.error")}
      title={words("state.errorTitle")}
      tone="danger"
    >
      <Button look="primary" onClick={reset}>
        {words("state.retry")}
      </Button>
    </State>
  );
}
