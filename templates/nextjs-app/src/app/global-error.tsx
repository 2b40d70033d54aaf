"use client";

import "@/app/globals.css";
import { Button } from "@/components/button";
import { State } from "@/components/state";
import { direction, language, words } from "@/lib/words";

/** Where not even the frame could be drawn. */
export default function GlobalError({
  reset,
}: {
  readonly error: Error;
  readonly reset: () => void;
}) {
  return (
    <html dir={direction} lang={language}>
      <body>
        <main className="grid min-h-dvh place-items-center">
          <State
            icon="warning"
            level={1}
            role="alert"
            text={words("state.error")}
            title={words("state.errorTitle")}
            tone="danger"
          >
            <Button look="primary" onClick={reset}>
              {words("state.retry")}
            </Button>
          </State>
        </main>
      </body>
    </html>
  );
}
