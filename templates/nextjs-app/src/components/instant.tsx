"use client";

import { formatInstant, useZone } from "@/lib/zone";

/** A moment, in the zone of whoever looks. */
export function Instant({ wire }: { readonly wire: string }) {
  const zone = useZone();
  return <time dateTime={wire}>{formatInstant(wire, zone)}</time>;
}
