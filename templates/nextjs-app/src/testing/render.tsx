import { QueryClientProvider } from "@tanstack/react-query";
import { render, type RenderResult } from "@testing-library/react";
import { NuqsTestingAdapter, type OnUrlUpdateFunction } from "nuqs/adapters/testing";
import type { ReactNode } from "react";
import { Notices } from "@/features/shell/notices";
import { makeQueryClient } from "@/lib/query-client";
import { StoreProvider } from "@/lib/store";

// jsdom knows the element, not what it does.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
};

interface Around {
  readonly search?: string;
  readonly onUrl?: OnUrlUpdateFunction;
}

/** Renders inside everything that the app puts around its pages. */
export function show(element: ReactNode, { search = "", onUrl }: Around = {}): RenderResult {
  const client = makeQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  return render(
    <NuqsTestingAdapter
      hasMemory
      searchParams={search}
      {...(onUrl === undefined ? {} : { onUrlUpdate: onUrl })}
    >
      <QueryClientProvider client={client}>
        <StoreProvider>
          {element}
          <Notices />
        </StoreProvider>
      </QueryClientProvider>
    </NuqsTestingAdapter>,
  );
}
