"use client";

import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { useAppStore } from "@/lib/store";
import { counted, words } from "@/lib/words";

interface PagesProps {
  /** Names the list among those whose pages are remembered. */
  readonly address: string;
  readonly count: number;
  readonly cursor: string | null;
  readonly next: string | null;
  readonly onPage: (cursor: string | null) => void;
}

const NO_TRAIL: readonly (string | null)[] = [];

/** Cursors only lead forward; the way back is what this visit has passed, or the first page. */
export function Pages({ address, count, cursor, next, onPage }: PagesProps) {
  const trail = useAppStore((state) => state.trails[address] ?? NO_TRAIL);
  const follow = useAppStore((state) => state.follow);
  const back = useAppStore((state) => state.back);
  const restart = useAppStore((state) => state.restart);
  const previous = trail.at(-1);
  return (
    <nav
      aria-label={words("list.pages")}
      className="mt-4 flex flex-wrap items-center justify-between gap-3"
    >
      <p className="text-sm text-muted" role="status">
        {counted("list.records", count)}
      </p>
      {(cursor !== null || next !== null) && (
        <div className="flex flex-wrap gap-2">
          {cursor !== null && (
            <Button
              onClick={() => {
                restart(address);
                onPage(null);
              }}
            >
              <Icon name="first" />
              {words("list.first")}
            </Button>
          )}
          {cursor !== null && previous !== undefined && (
            <Button
              onClick={() => {
                back(address);
                onPage(previous);
              }}
            >
              <Icon name="previous" />
              {words("list.previous")}
            </Button>
          )}
          <Button
            disabled={next === null}
            onClick={() => {
              follow(address, cursor);
              onPage(next);
            }}
          >
            {words("list.next")}
            <Icon name="next" />
          </Button>
        </div>
      )}
    </nav>
  );
}
