// Whether the app in this container answers: exit code 0, or 1.
const url = `http://127.0.0.1:${process.env.PORT ?? 3000}/health/live`;
try {
  const { ok } = await fetch(url, { signal: AbortSignal.timeout(4000) });
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
