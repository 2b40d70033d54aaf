import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// How long to wait for what appears late: a busy machine takes more than the second that is usual.
configure({ asyncUtilTimeout: 10_000 });

afterEach(cleanup);
