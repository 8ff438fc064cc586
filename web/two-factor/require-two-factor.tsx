import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Organization } from "../api/contract.ts";
import { meQuery, useMe } from "../app/session.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { toast } from "../components/toast.tsx";
import { linkClass } from "../entry/entry-card.tsx";
import { boxClass, lineClass, Section } from "../settings/section.tsx";

/** Whether only people with a second factor come in; owners decide. */
export function RequireTwoFactor({ organization }: { organization: Organization }) {
  const { twoFactor } = useMe();
  const [asking, setAsking] = useState(false);
  const queryClient = useQueryClient();
  const required = organization.requireTwoFactor;
  async function turn() {
    const saved = await call("PATCH /api/organization", { body: { requireTwoFactor: !required } });
    queryClient.setQueryData(["organization"], saved);
    await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    toast.done({ title: required ? "Two-factor authentication is optional" : "Two-factor authentication is required" });
  }
  return (
    <Section title="Signing in">
      <div className={boxClass}>
        <div className={lineClass}>
          <div className="min-w-40 flex-1">
            <p className="text-sm font-medium">Require two-factor authentication</p>
            <p className="text-xs text-pretty text-ink-faint">
              Members without it can do nothing here until they set it up. API keys keep working.
              {!twoFactor && !required && (
                <>
                  {" "}
                  <Link to="/settings/two-factor" search={{}} className={linkClass}>
                    Turn it on for yourself
                  </Link>{" "}
                  first.
                </>
              )}
            </p>
          </div>
          {required && <Badge tone="green">Required</Badge>}
          <Button disabled={!twoFactor && !required} onClick={() => setAsking(true)}>
            {required ? "Make optional…" : "Require…"}
          </Button>
        </div>
      </div>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={required ? "Make two-factor authentication optional?" : "Require two-factor authentication?"}
        description={
          required
            ? "Members may turn it off, and new ones need not set it up."
            : "Members without it must set it up at their next step, even in the middle of their work."
        }
        action={required ? "Make optional" : "Require"}
        look={required ? "danger" : "primary"}
        onConfirm={turn}
      />
    </Section>
  );
}
