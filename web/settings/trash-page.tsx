import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { Tabs } from "../components/tabs.tsx";
import { formatDecimal } from "../records/format.ts";
import { useRecordTypes } from "../records/queries.ts";
import { Section } from "./section.tsx";
import { TrashList } from "./trash-list.tsx";

/** What was deleted, by type, with the way back and the way out. */
export function TrashPage() {
  const types = useRecordTypes();
  const counts = useTrashCounts();
  const [chosen, setChosen] = useState<string>();
  const intro = "Deleted records stay here until somebody restores them or deletes them for good.";
  if (counts.isPending) return <SkeletonLines />;
  if (counts.isError) return <ErrorState error={counts.error} retry={() => void counts.refetch()} />;
  // The tab that was emptied just now stays.
  const shown = types.filter(({ name }) => name === chosen || (counts.data[name]?.total ?? 0) > 0);
  const first = shown[0];
  if (!first) {
    return (
      <Section title="Trash" intro={intro}>
        <Notice icon={Trash2} title="The trash is empty" />
      </Section>
    );
  }
  return (
    <Section title="Trash" intro={intro}>
      <Tabs
        value={chosen ?? first.name}
        onChange={setChosen}
        tabs={shown.map((type) => {
          const { total = 0, totalIsCapped = false } = counts.data[type.name] ?? {};
          return {
            value: type.name,
            label: (
              <>
                {type.pluralLabel}
                <span className="ml-1 text-xs text-ink-faint tabular-nums">
                  {formatDecimal(total)}
                  {totalIsCapped && "+"}
                </span>
              </>
            ),
            content: <TrashList type={type} onChange={() => setChosen(type.name)} />,
          };
        })}
      />
    </Section>
  );
}

/** How many records of each type are in the trash. */
function useTrashCounts() {
  const types = useRecordTypes();
  return useQuery({
    queryKey: ["records", "trash counts"],
    queryFn: async ({ signal }) => {
      const query = { trash: "only", limit: 1, count: "1" } as const;
      const answers = types.map(async ({ name, plural }) => {
        const { total, totalIsCapped } = await call("GET /api/{plural}", { params: { plural }, query, signal });
        return [name, { total, totalIsCapped }] as const;
      });
      return Object.fromEntries(await Promise.all(answers));
    },
  });
}
