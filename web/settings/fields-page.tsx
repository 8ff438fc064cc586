import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { Tabs } from "../components/tabs.tsx";
import { recordTypesQuery, useRecordTypes } from "../records/queries.ts";
import { FieldList } from "./field-list.tsx";
import { Section } from "./section.tsx";

const fieldsKey = ["custom-fields"];

/** Fields that an organization adds to the types of record. */
export function FieldsPage() {
  const types = useRecordTypes();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState(types[0]?.name ?? "account");
  const fields = useQuery({
    queryKey: fieldsKey,
    queryFn: async ({ signal }) => (await call("GET /api/custom-fields", { query: {}, signal })).data,
  });
  const refresh = async () => {
    void queryClient.invalidateQueries({ queryKey: ["records"] });
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: fieldsKey }),
      queryClient.invalidateQueries({ queryKey: recordTypesQuery.queryKey }),
    ]);
  };
  if (fields.isPending) return <SkeletonLines />;
  if (fields.isError) return <ErrorState error={fields.error} retry={() => void fields.refetch()} />;
  return (
    <Section
      title="Fields of your own"
      intro="They appear on records, in lists, forms, filters, imports and the API like any other."
    >
      <Tabs
        value={chosen}
        onChange={setChosen}
        tabs={types.map((type) => {
          const own = fields.data.filter(({ recordType }) => recordType === type.name);
          return {
            value: type.name,
            label: (
              <>
                {type.pluralLabel}
                {own.length > 0 && <span className="ml-1 text-xs text-ink-faint tabular-nums">{own.length}</span>}
              </>
            ),
            content: <FieldList type={type} fields={own} refresh={refresh} />,
          };
        })}
      />
    </Section>
  );
}
