"use client";

import { useSyncExternalStore } from "react";
import { language } from "@/lib/words";

/** Dates are shown in the zone of whoever looks; until the browser has said which, in UTC. */
const nothing = (): (() => void) => () => undefined;
const ownZone = (): string => new Intl.DateTimeFormat(language).resolvedOptions().timeZone;

export function useZone(): string {
  return useSyncExternalStore(nothing, ownZone, () => "UTC");
}

/** The text of a `datetime-local` input for an instant; empty until the browser's zone is known. */
export function useLocal(wire: string): string {
  return useSyncExternalStore(
    nothing,
    () => (wire === "" ? "" : localOf(wire)),
    () => "",
  );
}

function pad(number: number, width = 2): string {
  return String(number).padStart(width, "0");
}

/** An instant of the wire as the text of a `datetime-local` input, in the browser's zone. */
export function localOf(wire: string): string {
  const date = new Date(wire);
  if (Number.isNaN(date.getTime())) return wire;
  const day = `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** The other way around; null where there is no such moment. */
export function wireOf(local: string): string | null {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

export function formatInstant(wire: string, zone: string): string {
  const date = new Date(wire);
  if (Number.isNaN(date.getTime())) return wire;
  return new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: zone,
  }).format(date);
}

/** A day has no zone: it is the same day everywhere. */
export function formatDay(wire: string): string {
  const date = new Date(`${wire}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return wire;
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(date);
}
