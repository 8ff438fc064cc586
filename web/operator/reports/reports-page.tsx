import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { boxClass, Section } from "../../settings/section.tsx";
import { ReportLine } from "./report-line.tsx";

/** Not asked for again by itself: each look is an event of the operator's log. */
const reportsQuery = queryOptions({
  queryKey: ["browser-reports"],
  queryFn: async ({ signal }) => (await call("GET /api/admin/reports", { signal })).reports,
});

/** What browsers stopped on our pages, for the operator. */
export function ReportsPage() {
  const [clearing, setClearing] = useState(false);
  const client = useQueryClient();
  const reports = useQuery(reportsQuery);
  if (reports.isPending) return <SkeletonLines />;
  if (reports.isError) return <ErrorState error={reports.error} retry={() => void reports.refetch()} />;
  const none = reports.data.length === 0;
  const clear = async () => {
    await call("DELETE /api/admin/reports", {});
    client.setQueryData(reportsQuery.queryKey, []);
  };
  return (
    <>
      <Section
        title="Browser reports"
        intro="What browsers blocked on this installation’s pages, or will block in a later version. Often it is an extension; what many people run into is worth a look."
        action={!none && <Button onClick={() => setClearing(true)}>Clear</Button>}
      >
        {none ? (
          <Notice icon={ShieldCheck} title="Nothing was reported" boxed>
            Browsers report here what the security policy keeps from running.
          </Notice>
        ) : (
          <ul className={boxClass}>
            {reports.data.map((report) => (
              <ReportLine key={report.id} report={report} />
            ))}
          </ul>
        )}
      </Section>
      <Confirm
        open={clearing}
        onClose={() => setClearing(false)}
        title="Clear all reports?"
        description="They are removed for every operator. What still happens will be reported again."
        action="Clear"
        onConfirm={clear}
      />
    </>
  );
}
