"use client";

import { useEffect } from "react";
import { Icon } from "@/components/icon";
import { useOnline } from "@/lib/online";
import { useAppStore } from "@/lib/store";
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
          <Stay />
        </p>
      )}
    </div>
  );
}

/** Links stay closed: the browser's own error page would take the place of what is there, and of what was typed. */
function Stay() {
  const notify = useAppStore((state) => state.notify);
  useEffect(() => {
    const stay = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (link === null || link.getAttribute("href")?.startsWith("#") === true) return;
      event.preventDefault();
      event.stopPropagation();
      notify(words("app.offlineLink"));
    };
    // Before anything else hears of it.
    window.addEventListener("click", stay, true);
    return () => window.removeEventListener("click", stay, true);
  }, [notify]);
  return null;
}
