import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, RefreshCw } from "lucide-react";
import { useState } from "react";
import { call } from "../../api/client.ts";
import type { AlertRule, RaisedAlert } from "../../api/contract.ts";
import { reasonOf } from "../../api/problem.ts";
import { Button } from "../../components/button.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { toast } from "../../components/toast.tsx";
import { boxClass, Section } from "../../settings/section.tsx";
import { OpenAlert, PastAlert } from "./alert-line.tsx";
import { alertsQuery, openAlertsQuery } from "./alert-queries.ts";
import { RuleDialog } from "./rule-dialog.tsx";
import { RuleLine } from "./rule-line.tsx";
import { SilenceDialog } from "./silence-dialog.tsx";

/** What is wrong with the installation and what to do, what was, and the rules that tell. */
export function AlertsPage() {
  const client = useQueryClient();
  const alerts = useInfiniteQuery(alertsQuery);
  const [silencing, setSilencing] = useState<RaisedAlert>();
  const [editing, setEditing] = useState<AlertRule>();
  if (alerts.isPending) return <SkeletonLines />;
  if (alerts.isError) return <ErrorState error={alerts.error} retry={() => void alerts.refetch()} />;
  const [{ open, rules } = { open: [], rules: [] }] = alerts.data.pages;
  const past = alerts.data.pages.flatMap((page) => page.past);
  const look = async () => {
    await Promise.all([alerts.refetch(), client.invalidateQueries(openAlertsQuery)]);
  };
  const unsilence = async ({ id }: RaisedAlert) => {
    try {
      await call("DELETE /api/admin/alerts/{id}/silence", { params: { id } });
      await look();
    } catch (failure) {
      toast.failed({ title: reasonOf(failure) });
    }
  };
  return (
    <>
      <Section
        title="Open"
        intro="Checked once a minute. Operators are notified once when an alert is raised, and once when it is over."
        action={
          <Button busy={alerts.isRefetching} onClick={() => void look()}>
            <RefreshCw aria-hidden />
            Look again
          </Button>
        }
      >
        {open.length === 0 ? (
          <NothingIs title="Nothing is wrong">
            Everything that the rules below measure is within its threshold.
          </NothingIs>
        ) : (
          <ul className={boxClass}>
            {open.map((alert) => (
              <OpenAlert
                key={alert.id}
                alert={alert}
                onSilence={() => setSilencing(alert)}
                onUnsilence={() => void unsilence(alert)}
              />
            ))}
          </ul>
        )}
      </Section>
      <Section
        title="Rules"
        intro="What is measured, and the threshold at which it is raised. A change applies from the next minute."
      >
        <ul className={boxClass}>
          {rules.map((rule) => (
            <RuleLine key={rule.name} rule={rule} onEdit={() => setEditing(rule)} />
          ))}
        </ul>
      </Section>
      <Section title="Past">
        {past.length === 0 ? (
          <NothingIs title="Nothing has gone wrong yet">Past alerts stay here for 13 months.</NothingIs>
        ) : (
          <ul className={boxClass}>
            {past.map((alert) => (
              <PastAlert key={alert.id} alert={alert} />
            ))}
          </ul>
        )}
        {alerts.hasNextPage && (
          <Button className="mt-3" busy={alerts.isFetchingNextPage} onClick={() => void alerts.fetchNextPage()}>
            Show more
          </Button>
        )}
      </Section>
      {silencing && <SilenceDialog alert={silencing} onClose={() => setSilencing(undefined)} onChanged={look} />}
      {editing && <RuleDialog rule={editing} onClose={() => setEditing(undefined)} onChanged={look} />}
    </>
  );
}

function NothingIs({ title, children }: { title: string; children: string }) {
  return (
    <Notice icon={CircleCheck} title={title} boxed>
      {children}
    </Notice>
  );
}
