import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fewRecordsQuery } from "../../records/queries.ts";
import { inBrowser } from "../remembered.ts";
import { useMe } from "../session.ts";

export type Whose = "mine" | "everyone";
const key = "nextcrm.home";

function kept(): Whose | undefined {
  const value = inBrowser.read(key);
  return value === "mine" || value === "everyone" ? value : undefined;
}

/** Whose work the home page shows: as chosen here before; else one's own, and everyone's where there is none. */
export function useWhose(): { whose: Whose | undefined; choose: (whose: Whose) => void } {
  const { user } = useMe();
  const [chosen, setChosen] = useState(kept);
  const ask = { staleTime: 5 * 60_000, enabled: chosen === undefined };
  const tasks = useQuery({ ...fewRecordsQuery("tasks", { ...mineOf("task", user.id), limit: 1 }), ...ask });
  const sales = useQuery({ ...fewRecordsQuery("opportunities", { ...mineOf("sale", user.id), limit: 1 }), ...ask });
  const hasNone = tasks.data?.length === 0 && sales.data?.length === 0;
  const hasSome = Boolean(tasks.data?.length) || Boolean(sales.data?.length) || tasks.isError || sales.isError;
  return {
    whose: chosen ?? (hasSome ? "mine" : hasNone ? "everyone" : undefined),
    choose: (whose) => {
      setChosen(whose);
      inBrowser.keep(key, whose);
    },
  };
}

/** Whether somebody has opportunities of their own; who has none is not shown an empty pipeline as theirs. */
export function useSells(userId: string, isMine: boolean): boolean {
  const { data } = useQuery({
    ...fewRecordsQuery("opportunities", { ...mineOf("sale", userId), limit: 1 }),
    enabled: isMine,
  });
  return !isMine || data === undefined || data.length > 0;
}

function mineOf(what: "task" | "sale", userId: string) {
  return what === "task"
    ? { "filter[assignee][eq]": userId, "filter[status][in]": "not_started,in_progress" }
    : { "filter[owner][eq]": userId, "filter[status][eq]": "open" };
}
