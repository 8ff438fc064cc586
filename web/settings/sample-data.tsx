import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import { Button, buttonClass } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { Skeleton } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { formatDecimal } from "../records/format.ts";
import { Section } from "./section.tsx";
import { sampleKey, useSampleData } from "./use-sample-data.ts";

/** How many records of the sample are here; undefined until it is known. */
function useSampleCount(): number | undefined {
  const { data } = useQuery({
    queryKey: sampleKey,
    queryFn: ({ signal }) => call("GET /api/organization/sample-data", { signal }),
  });
  return data?.records;
}

/** What came into the organization as a whole: files, and the sample. */
export function BroughtIn() {
  return (
    <>
      <Section title="Imports" intro="Imported files, with what became of their rows. Each can be undone.">
        <Link to="/imports" search={{}} className={buttonClass()}>
          Past imports
        </Link>
      </Section>
      <SampleData />
    </>
  );
}

/** A few records to try things with, which leave as easily as they came. */
function SampleData() {
  const { load, busy } = useSampleData();
  const count = useSampleCount();
  return (
    <Section title="Sample data" intro="Accounts, contacts, opportunities, activities and tasks to try things with.">
      {count === undefined ? (
        <Skeleton className="h-8 w-40" />
      ) : count > 0 ? (
        <div className="flex flex-wrap items-center gap-3">
          <p className="text-sm">{formatDecimal(count)} sample records are here, tagged “sample”.</p>
          <RemoveSample count={count} />
        </div>
      ) : (
        <Button busy={busy} onClick={() => void load()}>
          Load sample data
        </Button>
      )}
    </Section>
  );
}

/** Says on the home page that what one sees is made up, and how to be rid of it. */
export function SampleBanner() {
  const count = useSampleCount();
  if (!count) return null;
  return (
    <p className="tone-violet mt-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl px-4 py-2.5 text-sm">
      <FlaskConical className="size-4 shrink-0" aria-hidden />
      <span className="min-w-0 flex-1">
        {formatDecimal(count)} records here are sample data. They carry the tag “sample”.
      </span>
      <RemoveSample count={count} />
    </p>
  );
}

function RemoveSample({ count }: { count: number }) {
  const [removing, setRemoving] = useState(false);
  const { refresh } = useSampleData();
  async function remove() {
    const { removed, kept } = await call("DELETE /api/organization/sample-data");
    await refresh();
    toast.done({
      title: `${formatDecimal(removed)} sample records moved to the trash`,
      ...(kept.length > 0 && { detail: `${formatDecimal(kept.length)} stay, because other records need them.` }),
    });
  }
  return (
    <>
      <Button onClick={() => setRemoving(true)}>Remove sample data</Button>
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        title="Remove the sample data?"
        description={`${formatDecimal(count)} sample records go to the trash. What you made yourself stays, and so does what it refers to.`}
        action={`Remove ${formatDecimal(count)} records`}
        onConfirm={remove}
      />
    </>
  );
}
