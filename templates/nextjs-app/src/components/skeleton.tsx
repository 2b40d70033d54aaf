import { words } from "@/lib/words";

/** Where a page is about to be. */
export function Skeleton({ rows = 6 }: { readonly rows?: number }) {
  return (
    <div aria-busy="true" className="flex flex-col gap-3" role="status">
      <span className="sr-only">{words("app.loading")}</span>
      <span aria-hidden="true" className="h-8 w-48 animate-pulse rounded-control bg-line/70" />
      <div
        aria-hidden="true"
        className="mt-3 flex flex-col gap-px overflow-hidden rounded-card border border-line bg-surface"
      >
        {Array.from({ length: rows }, (_, row) => (
          <span className="flex h-12 items-center gap-6 px-4" key={row}>
            <span className="h-3.5 w-1/3 animate-pulse rounded bg-line/70" />
            <span className="h-3.5 w-1/5 animate-pulse rounded bg-line/50" />
            <span className="hidden h-3.5 w-1/6 animate-pulse rounded bg-line/50 sm:block" />
          </span>
        ))}
      </div>
    </div>
  );
}
