/**
 * A page that is opened by its address: its code, what more of it a narrow window needs, and what it asks the server
 * for; `*` is the address itself.
 */
export type EarlyPage = [path: string, files: string[], narrow: string[], questions: string[]];

/**
 * Runs in the page before anything else, on its own: nothing outside of it is there. In a browser that was signed in
 * it shows the frame's outline and fetches the page's code and first answers, while the app's own code is under way.
 * Without it they are asked for one after the other, and each waits for the network anew.
 */
export function beforeApp(pages: readonly EarlyPage[], always: readonly string[]): void {
  let known = "";
  let narrow = false;
  let view = false;
  const path = location.pathname;
  // This script stands among the assets, wherever those are.
  const assets = new URL("..", (document.currentScript as HTMLScriptElement).src);
  try {
    known = localStorage.getItem("nextcrm.known") ?? "";
    narrow = localStorage.getItem("nextcrm.sidebar") === "1";
    view = Object.keys(localStorage).some((key) => key.startsWith("nextcrm.view.") && key.endsWith(path.slice(1)));
  } catch {
    // Without storage the app asks in its own time.
  }
  if (!known || /^\/(setup|sign-|forgot-|reset-|invitations|organizations|two-factor|audit-export)/.test(path)) return;
  const root = document.documentElement;
  root.classList.add("early");
  root.classList.toggle("early-narrow", narrow);
  // Every page has a `main`; the outline goes in the same frame in which that comes.
  const watcher = new MutationObserver(() => {
    if (!document.querySelector("#root main")) return;
    root.classList.remove("early", "early-narrow");
    document.getElementById("early")?.remove();
    watcher.disconnect();
  });
  watcher.observe(root, { childList: true, subtree: true });

  const page = pages.find(([pattern]) => new RegExp(pattern).test(path));
  if (!page) return;
  const link = (attributes: Record<string, string>) =>
    document.head.append(Object.assign(document.createElement("link"), attributes));
  const files = matchMedia("(max-width: 47.99rem)").matches ? [...page[1], ...page[2]] : page[1];
  for (const file of files) link({ rel: "modulepreload", href: new URL(file, assets).href });
  // What is asked for depends on the rest of the address, and on the view that a list opens with.
  const own = location.search || view ? [] : page[3];
  // An auditor, who sees the log and no record, would be refused all but the first.
  for (const question of known === "log" ? always.slice(0, 1) : [...always, ...own])
    link({ rel: "preload", as: "fetch", crossOrigin: "anonymous", href: question.replace("*", path) });
}
