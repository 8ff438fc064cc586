import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, Stethoscope } from "lucide-react";
import { call } from "../../api/client.ts";
import type { InstallationSetting, InstallationSettings } from "../../api/contract.ts";
import { reasonOf } from "../../api/problem.ts";
import { Badge } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { ErrorState, FormError, SkeletonLines } from "../../components/states.tsx";
import { formatDay } from "../../records/format.ts";
import { boxClass, Section } from "../../settings/section.tsx";
import { SettingsFact } from "../../settings/settings-row.tsx";

/** Not asked for again by itself: each look is an event of the operator’s log. */
const settingsQuery = queryOptions({
  queryKey: ["operator-settings"],
  queryFn: ({ signal }) => call("GET /api/admin/settings", { signal }),
});

/** How the installation is set up, and whether it is healthy. */
export function SettingsPage() {
  const settings = useQuery(settingsQuery);
  return (
    <>
      <Doctor />
      {settings.isPending ? (
        <SkeletonLines />
      ) : settings.isError ? (
        <ErrorState error={settings.error} retry={() => void settings.refetch()} />
      ) : (
        <Settings {...settings.data} />
      )}
    </>
  );
}

function Doctor() {
  const examine = useMutation({ mutationFn: () => call("POST /api/admin/doctor") });
  return (
    <Section
      title="Doctor"
      intro="The same checks as nextcrm doctor. They change nothing."
      action={
        <Button look="primary" busy={examine.isPending} onClick={() => examine.mutate()}>
          <Stethoscope aria-hidden />
          Examine
        </Button>
      }
    >
      {examine.isError && <FormError>{reasonOf(examine.error)}</FormError>}
      <div role="status">
        {examine.data && (
          <ul className={boxClass}>
            {examine.data.checks.map(({ name, well, found }) => (
              <li key={name} className="flex items-start gap-3 px-4 py-2.5 text-sm">
                {well ? (
                  <CircleCheck className="mt-0.5 size-4 shrink-0 text-ink-muted" aria-label="Well" />
                ) : (
                  <CircleAlert className="mt-0.5 size-4 shrink-0 text-danger" aria-label="Not well" />
                )}
                <p className="min-w-0 flex-1 wrap-anywhere">
                  <span className="font-medium">{name}</span> <span className="text-ink-muted">{found}</span>
                </p>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}

function Settings({ versions, settings, keys }: InstallationSettings) {
  return (
    <>
      <Section title="Versions">
        <dl className={boxClass}>
          <SettingsFact label="NextCRM">{versions.nextcrm}</SettingsFact>
          <SettingsFact label="Node.js">{versions.node}</SettingsFact>
          <SettingsFact label="PostgreSQL">{versions.postgresql}</SettingsFact>
        </dl>
      </Section>
      <Section
        title="Keys of the audit log"
        intro="The SHA-256 of each public key that has signed it, the newest first."
      >
        <ul className={boxClass}>
          {keys.map(({ fingerprint, algorithm, firstUsedAt }) => (
            <li key={fingerprint} className="px-4 py-2.5 text-sm">
              <code className="font-mono text-xs wrap-anywhere select-all">{fingerprint}</code>
              <p className="text-xs text-ink-muted">
                {algorithm}, since {formatDay(firstUsedAt)}
              </p>
            </li>
          ))}
          {keys.length === 0 && <li className="px-4 py-2.5 text-sm text-ink-muted">None has signed yet.</li>}
        </ul>
      </Section>
      <Section
        title="Settings"
        intro="Of the process that answered. They are changed in its environment; secrets are not shown."
      >
        <ul className={boxClass}>
          {settings.map((setting) => (
            <SettingLine key={setting.name} setting={setting} />
          ))}
        </ul>
      </Section>
    </>
  );
}

function SettingLine({ setting: { name, meaning, value, isDefault, wrong } }: { setting: InstallationSetting }) {
  return (
    <li className="px-4 py-2.5">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <code className="font-mono text-xs font-medium">{name}</code>
        <span className="min-w-0 wrap-anywhere">{value ?? <span className="text-ink-muted">not set</span>}</span>
        {!isDefault && <Badge tone="blue">Set</Badge>}
        {wrong && <Badge tone="red">Wrong</Badge>}
      </p>
      <p className="text-xs text-pretty text-ink-muted">{wrong ?? meaning}</p>
    </li>
  );
}
