/** Runs once when a server starts: wrong settings end it at once, and what has ended is forgotten now and then. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startUp } = await import("@/server/start-up");
  startUp();
}
