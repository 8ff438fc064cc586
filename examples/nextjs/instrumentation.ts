/** With the server, not with its first request: what NextCRM does in the background begins here. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") await (await import("./nextcrm.ts")).nextcrm();
}
