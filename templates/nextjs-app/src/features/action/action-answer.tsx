"use client";

import { useEffect, useState } from "react";
import { buttonClass } from "@/components/button";
import type { Outcome } from "@/features/action/action-form";
import { words } from "@/lib/words";

/** What an action answered: text that can be read is shown, everything else can be saved. */
export function ActionAnswer({ answer }: { readonly answer: Outcome }) {
  const text = useText(answer);
  return (
    <section aria-live="polite" className="mt-8">
      <h2 className="text-lg font-semibold">{words("action.answer")}</h2>
      <p className="mt-1 text-sm text-muted">{words("action.done", { status: answer.status })}</p>
      {answer.content.size === 0 ? (
        <p className="mt-3 text-sm">{words("action.noBody")}</p>
      ) : text === null ? (
        <Download content={answer.content} />
      ) : (
        <pre
          className="mt-3 max-h-[32rem] overflow-auto rounded-card border border-line bg-surface p-4 font-mono text-xs"
          tabIndex={0}
        >
          {text}
        </pre>
      )}
    </section>
  );
}

/** The answer as text, laid out when it is JSON; null when it is something else. */
function useText({ mediaType, content }: Outcome): string | null {
  const [text, setText] = useState<string | null>(null);
  const readable = /json|text|xml/iu.test(mediaType);
  useEffect(() => {
    let current = true;
    if (readable) void content.text().then((raw) => current && setText(tidy(raw)));
    return () => {
      current = false;
    };
  }, [content, readable]);
  return readable ? (text ?? "") : null;
}

function tidy(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Download({ content }: { readonly content: Blob }) {
  const save = (): void => {
    const url = URL.createObjectURL(content);
    const link = document.createElement("a");
    link.href = url;
    link.download = "answer";
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <button className={buttonClass("plain", "mt-3")} onClick={save} type="button">
      {words("action.download")}
    </button>
  );
}
