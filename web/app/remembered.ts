/**
 * What a browser keeps for the app under a name that begins with `nextcrm.`. A browser may have no storage, or a full
 * one; then nothing is kept, and what asks for it goes on without.
 */
function keeper(storage: () => Storage) {
  function attempt<T>(act: (storage: Storage) => T): T | undefined {
    try {
      return act(storage());
    } catch {
      return undefined;
    }
  }
  const read = (key: string) => attempt((kept) => kept.getItem(key)) ?? undefined;
  return {
    read,
    /** What `keepJson` kept; undefined for what is no JSON. Its shape is as old as the browser's last visit. */
    readJson(key: string): unknown {
      const text = read(key);
      return text === undefined ? undefined : attempt(() => JSON.parse(text) as unknown);
    },
    /** Keeps a text; undefined forgets it. */
    keep(key: string, text: string | undefined): void {
      attempt((kept) => (text === undefined ? kept.removeItem(key) : kept.setItem(key, text)));
    },
    keepJson(key: string, value: object | undefined): void {
      this.keep(key, value && JSON.stringify(value));
    },
    forgetAll(prefix: string): void {
      attempt((kept) => {
        for (const key of Object.keys(kept)) if (key.startsWith(prefix)) kept.removeItem(key);
      });
    },
  };
}

/** Until somebody clears it, and in every tab. */
export const inBrowser = keeper(() => localStorage);
/** In this tab, until it is closed. */
export const inTab = keeper(() => sessionStorage);
