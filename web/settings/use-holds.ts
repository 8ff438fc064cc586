import { useQuery } from "@tanstack/react-query";
import type { LegalHold } from "../api/contract.ts";
import { useCan } from "../app/session.ts";
import { legalHoldsQuery } from "./legal-hold-queries.ts";

type About = { type: string; id: string } | { userId: string };

/**
 * The holds in force that name a record or a person, and those that would surely refuse to erase it: to whoever may see
 * holds, none to others. What a hold keeps besides is known when it is tried.
 */
export function useHolds(about: About): { naming: LegalHold[]; refusingErasure: LegalHold[] } {
  const can = useCan();
  // Not worth a second try: the server refuses what is held in any case.
  const { data = [] } = useQuery({ ...legalHoldsQuery("living"), enabled: can("audit.read"), retry: false });
  const names = ({ record, user }: LegalHold) =>
    "userId" in about ? user?.id === about.userId : record?.type === about.type && record.id === about.id;
  const isWhole = ({ scope, from, to }: LegalHold) => scope === "log" && from === null && to === null;
  return { naming: data.filter(names), refusingErasure: data.filter((hold) => names(hold) || isWhole(hold)) };
}

/** Why something is refused, as the server says it; undefined where nothing keeps it. */
export function refusalOf(holds: readonly LegalHold[]): string | undefined {
  if (holds.length === 0) return undefined;
  const named = holds.map(({ name }) => `“${name}”`).join(", ");
  return holds.length === 1
    ? `The legal hold ${named} keeps this until it is released.`
    : `The legal holds ${named} keep this until they are released.`;
}
