import type { Metadata } from "next";
import { ButtonLink } from "@/components/button";
import { State } from "@/components/state";
import { words } from "@/lib/words";

export const metadata: Metadata = { title: words("state.notFoundTitle") };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center" id="content">
      <State
        icon="search"
        level={1}
        text={words("state.notFound")}
        title={words("state.notFoundTitle")}
      >
        <ButtonLink href="/" look="primary">
          {words("app.home")}
        </ButtonLink>
      </State>
    </main>
  );
}
