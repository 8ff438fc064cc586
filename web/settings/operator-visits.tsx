import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Organization } from "../api/contract.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { toast } from "../components/toast.tsx";
import { boxClass, lineClass, Section } from "./section.tsx";

/** Whether operators of the installation may come in to help; owners decide. */
export function OperatorVisits({ organization }: { organization: Organization }) {
  const [asking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const allowed = organization.operatorVisits;
  async function turn() {
    const saved = await call("PATCH /api/organization", { body: { operatorVisits: !allowed } });
    queryClient.setQueryData(["organization"], saved);
    toast.done({ title: allowed ? "Visits are refused" : "Visits are allowed" });
  }
  return (
    <Section title="Help">
      <div className={boxClass}>
        <div className={lineClass}>
          <div className="min-w-40 flex-1">
            <p className="text-sm font-medium">Visits of operators</p>
            <p className="text-xs text-pretty text-ink-faint">
              Operators of this installation may enter to help, with a reason and for an hour at most. Owners get an
              email, and the audit log records everything they view or do.
            </p>
          </div>
          <Badge tone={allowed ? "gray" : "green"}>{allowed ? "Allowed" : "Refused"}</Badge>
          <Button onClick={() => setAsking(true)}>{allowed ? "Refuse…" : "Allow…"}</Button>
        </div>
      </div>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={allowed ? "Refuse visits?" : "Allow visits?"}
        description={
          allowed
            ? "Operators can no longer look at what you see when you ask them for help. A visit that is under way ends."
            : "Operators may enter when you ask for help, with a reason and for an hour at most."
        }
        action={allowed ? "Refuse" : "Allow"}
        look="primary"
        onConfirm={turn}
      />
    </Section>
  );
}
