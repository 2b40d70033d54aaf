"use client";

import { createContext, useContext, useState, type ReactNode } from "react";
import { createStore, useStore, type StoreApi } from "zustand";

/** A message that passes by. */
export interface Notice {
  readonly id: number;
  readonly text: string;
}

interface State {
  readonly notices: readonly Notice[];
  /** Pages of a list that were passed on the way to this one: address of the list -> their cursors. */
  readonly trails: Readonly<Record<string, readonly (string | null)[]>>;
  notify(text: string): void;
  dismiss(id: number): void;
  follow(list: string, cursor: string | null): void;
  back(list: string): void;
  restart(list: string): void;
}

export function createAppStore(): StoreApi<State> {
  let last = 0;
  return createStore<State>()((set) => ({
    notices: [],
    trails: {},
    notify: (text) =>
      set(({ notices }) => ({ notices: [...notices, { id: (last += 1), text }].slice(-3) })),
    dismiss: (id) =>
      set(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
    follow: (list, cursor) =>
      set(({ trails }) => ({ trails: { ...trails, [list]: [...(trails[list] ?? []), cursor] } })),
    back: (list) =>
      set(({ trails }) => ({ trails: { ...trails, [list]: (trails[list] ?? []).slice(0, -1) } })),
    restart: (list) => set(({ trails }) => ({ trails: { ...trails, [list]: [] } })),
  }));
}

const StoreContext = createContext<StoreApi<State> | null>(null);

/** One store for each tree that is rendered: no two requests of the server ever share one. */
export function StoreProvider({ children }: { readonly children: ReactNode }) {
  const [store] = useState(createAppStore);
  return <StoreContext value={store}>{children}</StoreContext>;
}

export function useAppStore<T>(select: (state: State) => T): T {
  const store = useContext(StoreContext);
  if (store === null) throw new Error("useAppStore is used outside of StoreProvider");
  return useStore(store, select);
}
