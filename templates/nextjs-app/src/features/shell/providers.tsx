"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Notices } from "@/features/shell/notices";
import { Offline } from "@/features/shell/offline";
import { getQueryClient } from "@/lib/query-client";
import { StoreProvider } from "@/lib/store";

export function Providers({ children }: { readonly children: ReactNode }) {
  return (
    <QueryClientProvider client={getQueryClient()}>
      <StoreProvider>
        <Offline />
        {children}
        <Notices />
      </StoreProvider>
    </QueryClientProvider>
  );
}
