import { useQueries } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useRouter } from "@tanstack/react-router";
import type { RecordType, StoredRecord } from "../records/model.ts";
import { recordQuery, useRecordTypes } from "../records/queries.ts";
import { inBrowser } from "./remembered.ts";
import { useMe } from "./session.ts";

type Visited = { plural: string; id: string };

const most = 12;
const listeners = new Set<() => void>();
// Only ids are kept: names are personal data, and would stay on a shared computer after their erasure.
const keyOf = (organizationId: string, userId: string) => `nextcrm.recent.${organizationId}.${userId}`;

const stored = (key: string) => inBrowser.read(key) ?? "[]";

function visitedIn(text: string): Visited[] {
  try {
    return JSON.parse(text) as Visited[];
  } catch {
    return [];
  }
}

function remember(key: string, visited: Visited) {
  const others = visitedIn(stored(key)).filter(({ id }) => id !== visited.id);
  inBrowser.keepJson(key, [visited, ...others].slice(0, most));
  for (const listener of listeners) listener();
}

function useKey() {
  const { user, currentOrganization } = useMe();
  return keyOf(currentOrganization?.id ?? "", user.id);
}

/** Remembers every record whose page is opened. */
export function useRememberRecords() {
  const key = useKey();
  const router = useRouter();
  useEffect(() => {
    const look = () => {
      const { plural, id } = (router.state.matches.at(-1)?.params ?? {}) as Partial<Visited>;
      if (plural && id) remember(key, { plural, id });
    };
    look();
    return router.subscribe("onResolved", look);
  }, [router, key]);
}

/** The records that were looked at last in this browser, newest first; those that are gone are left out. */
export function useRecentRecords(count: number): { type: RecordType; record: StoredRecord }[] {
  const key = useKey();
  const types = useRecordTypes();
  const kept = useSyncExternalStore(subscribe, () => stored(key));
  const visited = useMemo(() => visitedIn(kept).slice(0, count), [kept, count]);
  return useQueries({
    queries: visited.map(({ plural, id }) => ({ ...recordQuery(plural, id), staleTime: 5 * 60_000, retry: false })),
    combine: (answers) =>
      answers.flatMap(({ data }, place) => {
        const type = types.find(({ plural }) => plural === visited[place]?.plural);
        return data && !data.deletedAt && type ? [{ type, record: data }] : [];
      }),
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
