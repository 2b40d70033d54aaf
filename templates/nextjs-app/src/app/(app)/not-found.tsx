import type { Metadata } from "next";
import { ButtonLink } from "@/components/button";
import { State } from "@/components/state";
import { words } from "@/lib/words";

export const metadata: Metadata = { title: words("state.notFoundTitle") };

/** Inside the frame: the way to everything else stays at hand. */
export default function NotFoundHere() {
  return (
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
  );
}
