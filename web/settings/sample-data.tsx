import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { Skeleton } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { formatDecimal } from "../records/format.ts";
import { Section } from "./section.tsx";
import { sampleKey, useSampleData } from "./use-sample-data.ts";

/** A few records to try things with, which leave as easily as they came. */
export function SampleData() {
  const [removing, setRemoving] = useState(false);
  const { load, busy, refresh } = useSampleData();
  const sample = useQuery({
    queryKey: sampleKey,
    queryFn: ({ signal }) => call("GET /api/organization/sample-data", { signal }),
  });
  const count = sample.data?.records ?? 0;
  async function remove() {
    const { removed, kept } = await call("DELETE /api/organization/sample-data");
    await refresh();
    toast.done({
      title: `${removed} sample records moved to the trash`,
      ...(kept.length > 0 && { detail: `${kept.length} stay, because other records need them.` }),
    });
  }
  return (
    <Section title="Sample data" intro="Accounts, contacts, deals, activities and tasks to try things with.">
      {sample.isPending ? (
        <Skeleton className="h-8 w-40" />
      ) : count > 0 ? (
        <div className="flex flex-wrap items-center gap-3">
          <p className="text-sm">{formatDecimal(count)} sample records are here, tagged “sample”.</p>
          <Button onClick={() => setRemoving(true)}>Remove them</Button>
        </div>
      ) : (
        <Button busy={busy} onClick={() => void load()}>
          Load sample data
        </Button>
      )}
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        title="Remove the sample data?"
        description="Its records go to the trash. What your own records refer to stays."
        action="Remove"
        onConfirm={remove}
      />
    </Section>
  );
}
