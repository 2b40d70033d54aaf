import {
  defaultShouldDehydrateQuery,
  environmentManager,
  QueryClient,
} from "@tanstack/react-query";
import { ServiceError } from "@/lib/http";

/** How fresh what the server fetched is when the browser takes it over: it is not asked for again at once. */
const FRESH = 30_000;

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH,
        retry: (count, error) =>
          count < 2 &&
          !(
            error instanceof ServiceError &&
            error.problem.status >= 400 &&
            error.problem.status < 500
          ),
      },
      mutations: { retry: false },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
}

let inBrowser: QueryClient | undefined;

/** A client per request on the server, one for the whole visit in a browser. */
export function getQueryClient(): QueryClient {
  if (environmentManager.isServer()) return makeQueryClient();
  return (inBrowser ??= makeQueryClient());
}
