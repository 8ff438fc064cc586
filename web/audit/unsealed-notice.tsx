import { useQuery } from "@tanstack/react-query";
import { ShieldAlert } from "lucide-react";
import { call } from "../api/client.ts";
import { formatDecimal, formatMoment } from "../records/format.ts";

/** Stands above a log that is not sealed any more, since it is not the one that was signed. */
export function UnsealedNotice() {
  const sealing = useQuery({
    queryKey: ["audit-sealing"],
    queryFn: ({ signal }) => call("GET /api/organization/audit-logs/sealing", { signal }),
    staleTime: 60_000,
  });
  const refused = sealing.data?.refused;
  if (!refused) return null;
  return (
    <section
      role="alert"
      aria-label="This log is not sealed"
      className="flex gap-3 border-b border-line bg-danger-soft px-4 py-3 text-sm sm:px-6"
    >
      <ShieldAlert className="mt-0.5 size-4 shrink-0 text-danger" aria-hidden />
      <div className="min-w-0 text-pretty">
        <h2 className="font-semibold text-danger">{titles[refused.kind]}</h2>
        <p className="mt-0.5">
          {formatDecimal(refused.signed.size)} events were signed, the database holds {formatDecimal(refused.size)}.
          What has happened since {formatMoment(refused.refusedAt)} is recorded and has no proof yet. Whoever operates
          this installation has to bring the right database back, or accept this one; the log then says what was lost.
        </p>
      </div>
    </section>
  );
}

const titles = {
  shorter: "This log was restored to an earlier state",
  forked: "This is not the log that was signed",
  broken: "Parts of this log's tree are gone",
  longer: "Somebody put rows behind this log's end",
};
