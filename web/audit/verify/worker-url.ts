// oxlint-disable-next-line import/default -- the address is made by Vite, of a module that exports nothing
import address from "./log-worker.ts?worker&url";

type UrlPolicy = { createScriptURL(url: string): string };
type Policies = { createPolicy(name: string, rules: UrlPolicy): UrlPolicy };

/** The one policy that the page's security policy allows, for the one worker that there is. */
const policy = (globalThis as { trustedTypes?: Policies }).trustedTypes?.createPolicy("nextcrm-worker-url", {
  createScriptURL(url) {
    if (url !== address) throw new TypeError("This is no worker of ours");
    return url;
  },
});

export function logWorker(): Worker {
  return new Worker(policy ? policy.createScriptURL(address) : address, { type: "module", name: "verify-log" });
}
