import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChartColumn } from "lucide-react";
import type { Search } from "../../app/address-search.ts";
import { useAddressSearch } from "../../app/use-search.ts";
import { Segments } from "../../components/segments.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { Section } from "../section.tsx";
import { LimitsLeft } from "./limits-left.tsx";
import { UsageChart } from "./usage-chart.tsx";
import { periodNamed, stepsOf, usagePeriods } from "./usage-periods.ts";
import { usageQuery } from "./usage-queries.ts";
import { theApp, UsageTotals } from "./usage-totals.tsx";

/** Who uses the organization's limits, by key and over time, and what is left of them. */
export function UsagePage() {
  const search = useAddressSearch();
  const navigate = useNavigate();
  const period = periodNamed(search["period"]);
  const usage = useQuery(usageQuery(period));
  const change = (changes: Record<string, string | undefined>) => {
    const next = Object.entries({ ...search, ...changes }).filter(([, value]) => value);
    void navigate({ to: ".", search: Object.fromEntries(next) as Search, replace: true });
  };
  if (usage.isPending) return <SkeletonLines />;
  if (usage.isError) return <ErrorState error={usage.error} retry={() => void usage.refetch()} />;
  const { totals } = usage.data;
  const chosen = totals.find(({ key }) => (key?.id ?? theApp) === search["key"]);
  const chosenId = chosen && (chosen.key?.id ?? null);
  return (
    <>
      <Section
        title="Usage"
        intro="Requests of each API key, and of people in the app."
        action={
          <Segments
            label="Period"
            value={period.name}
            options={usagePeriods.map(({ name, label }) => ({ value: name, label }))}
            onChange={(name) => change({ period: name })}
          />
        }
      >
        {totals.length === 0 ? (
          <Notice icon={ChartColumn} title="No requests in this time" boxed>
            Requests of keys and people are counted here by the hour.
          </Notice>
        ) : (
          <>
            <UsageChart
              steps={stepsOf(usage.data, period.by, chosenId)}
              period={period}
              whose={chosen && (chosen.key?.name ?? "People in the app")}
            />
            <UsageTotals totals={totals} chosen={chosen && search["key"]} onChoose={(key) => change({ key })} />
          </>
        )}
      </Section>
      <LimitsLeft plan={usage.data.plan} />
    </>
  );
}
