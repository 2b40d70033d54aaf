"use client";

import { Icon } from "@/components/icon";
import { useOnline } from "@/lib/online";
import { words } from "@/lib/words";

/** A line above everything while there is no connection. */
export function Offline() {
  const online = useOnline();
  return (
    <div role="status">
      {!online && (
        <p className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-2 text-sm text-warning">
          <Icon name="offline" />
          {words("app.offline")}
        </p>
      )}
    </div>
  );
}
