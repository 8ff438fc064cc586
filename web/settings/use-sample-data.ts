import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { toast } from "../components/toast.tsx";
import { tell } from "../records/changes.ts";

export const sampleKey = ["sample-data"];

/** Loads the sample into the organization, from wherever it is offered. */
export function useSampleData() {
  const [busy, setBusy] = useState(false);
  const queryClient = useQueryClient();
  const refresh = async () => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: sampleKey }),
      queryClient.invalidateQueries({ queryKey: ["records"] }),
    ]);
  };
  async function load() {
    setBusy(true);
    try {
      const { created } = await call("POST /api/organization/sample-data");
      const sum = Object.values(created).reduce((total, count) => total + count, 0);
      await refresh();
      toast.done({
        title: `${sum} sample records loaded`,
        detail: "Look around. The home page offers to remove them.",
      });
    } catch (failure) {
      tell(failure);
    } finally {
      setBusy(false);
    }
  }
  return { load, busy, refresh };
}
