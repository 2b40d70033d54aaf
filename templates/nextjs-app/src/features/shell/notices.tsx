"use client";

import { useEffect } from "react";
import { Icon } from "@/components/icon";
import { useAppStore, type Notice } from "@/lib/store";
import { words } from "@/lib/words";

const SECONDS = 6;

/** What was just done, said aloud and shown for a while. The region is always there, or readers would not hear it. */
export function Notices() {
  const notices = useAppStore((state) => state.notices);
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-4 z-40 flex flex-col items-center gap-2 sm:items-end"
      role="status"
    >
      {notices.map((notice) => (
        <Passing key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function Passing({ notice: { id, text } }: { readonly notice: Notice }) {
  const dismiss = useAppStore((state) => state.dismiss);
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [dismiss, id]);
  return (
    <div className="pointer-events-auto flex items-center gap-3 rounded-card border border-line bg-surface py-2 ps-4 pe-2 text-sm shadow-floating">
      <Icon className="text-success" name="check" />
      <span>{text}</span>
      <button
        aria-label={words("app.close")}
        className="grid size-8 place-items-center rounded-control hover:bg-sunken"
        onClick={() => dismiss(id)}
        type="button"
      >
        <Icon className="size-4" name="close" />
      </button>
    </div>
  );
}
