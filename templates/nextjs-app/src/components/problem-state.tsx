import type { ReactNode } from "react";
import { buttonClass } from "@/components/button";
import type { IconName } from "@/components/icon";
import { State } from "@/components/state";
import type { Problem } from "@/lib/http";
import { words } from "@/lib/words";
import type { Message } from "@/messages/en";

interface Face {
  readonly icon: IconName;
  readonly title: Message;
  readonly text: Message;
  readonly tone: "neutral" | "danger";
}

const ERROR: Face = {
  icon: "warning",
  title: "state.errorTitle",
  text: "state.error",
  tone: "danger",
};
const UNAVAILABLE: Face = {
  icon: "warning",
  title: "state.unavailableTitle",
  text: "state.unavailable",
  tone: "danger",
};
const FACES: Readonly<Record<number, Face>> = {
  0: { icon: "offline", title: "state.offlineTitle", text: "state.offline", tone: "neutral" },
  401: {
    icon: "user",
    title: "state.unauthenticatedTitle",
    text: "state.unauthenticated",
    tone: "neutral",
  },
  403: { icon: "lock", title: "state.forbiddenTitle", text: "state.forbidden", tone: "neutral" },
  404: { icon: "search", title: "state.notFoundTitle", text: "state.notFound", tone: "neutral" },
  410: { icon: "search", title: "state.notFoundTitle", text: "state.notFound", tone: "neutral" },
  429: { icon: "warning", title: "state.tooManyTitle", text: "state.tooMany", tone: "neutral" },
  501: {
    icon: "warning",
    title: "state.notWrittenTitle",
    text: "state.notWritten",
    tone: "neutral",
  },
  502: UNAVAILABLE,
  503: UNAVAILABLE,
  504: UNAVAILABLE,
};

interface ProblemStateProps {
  readonly problem: Pick<Problem, "status" | "reference">;
  /** Where to come back to after signing in. */
  readonly returnTo?: string;
  readonly level?: 1 | 2;
  readonly children?: ReactNode;
}

/** Why a service did not give what a page wanted, each case with words and a way on of its own. */
export function ProblemState({ problem, returnTo = "/", level = 2, children }: ProblemStateProps) {
  const { icon, title, text, tone } = FACES[problem.status] ?? ERROR;
  const serious = problem.status >= 500 && problem.reference !== null;
  return (
    <State
      icon={icon}
      level={level}
      note={serious ? words("state.reference", { id: problem.reference ?? "" }) : null}
      role="alert"
      text={words(text)}
      title={words(title)}
      tone={tone}
    >
      {problem.status === 401 ? (
        // A plain link: signing in leaves the app.
        <a
          className={buttonClass("primary")}
          href={`/auth/sign-in?returnTo=${encodeURIComponent(returnTo)}`}
        >
          {words("state.signIn")}
        </a>
      ) : (
        children
      )}
    </State>
  );
}
