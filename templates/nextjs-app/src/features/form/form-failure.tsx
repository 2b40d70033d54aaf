"use client";

import { Icon } from "@/components/icon";
import type { Problem } from "@/lib/http";
import { words } from "@/lib/words";
import type { Message } from "@/messages/en";

const CAUSES: Readonly<Record<number, Message>> = {
  0: "state.offline",
  401: "state.unauthenticated",
  403: "state.forbidden",
  404: "state.notFound",
  429: "state.tooMany",
  501: "state.notWritten",
  502: "state.unavailable",
  503: "state.unavailable",
  504: "state.unavailable",
};

interface FormFailureProps {
  readonly problem: Problem;
  readonly title?: Message;
}

/** Why a service did not take what was sent. Nothing that was typed is lost. */
export function FormFailure({ problem, title = "form.failed" }: FormFailureProps) {
  const { status, detail, reference } = problem;
  const cause = CAUSES[status];
  const text =
    cause === undefined
      ? status < 500 && detail !== null
        ? detail
        : words("state.error")
      : words(cause);
  return (
    <div
      className="mb-5 flex gap-3 rounded-card border border-danger/50 bg-danger-soft p-4 text-sm"
      role="alert"
    >
      <Icon className="text-danger" name="warning" />
      <div>
        <p className="font-semibold text-danger">{words(title)}</p>
        <p>{text}</p>
        {status === 401 && (
          <a className="link" href="/auth/sign-in" rel="noopener" target="_blank">
            {words("state.signIn")}
          </a>
        )}
        {status >= 500 && reference !== null && (
          <p className="font-mono text-xs text-muted">
            {words("state.reference", { id: reference })}
          </p>
        )}
      </div>
    </div>
  );
}
