import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CreditCard, Scale } from "lucide-react";
import { call } from "../../api/client.ts";
import type { BillingDifference, BillingDifferences } from "../../api/contract.ts";
import { Button } from "../../components/button.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { tell } from "../../records/changes.ts";
import { boxClass, Section } from "../../settings/section.tsx";
import { Comparison } from "./comparison.tsx";
import { DifferenceLine } from "./difference-line.tsx";

const lookMs = 3_000;
/** Then it takes long, and whoever wants to know looks again. */
const mostLooks = 40;

/** Asked for again by itself only while a comparison is under way: each look is an event of the operator’s log. */
const differencesQuery = queryOptions({
  queryKey: ["operator-billing"],
  queryFn: ({ signal }) => call("GET /api/admin/billing-differences", { signal }),
  refetchOnWindowFocus: false,
  refetchInterval: ({ state }) =>
    state.data?.comparison.pending && state.dataUpdateCount < mostLooks ? lookMs : false,
});

/** Where Stripe and this installation disagree, and what is to be done about it. */
export function BillingPage() {
  const found = useQuery(differencesQuery);
  if (found.isPending) return <SkeletonLines />;
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />;
  const { configured, data } = found.data;
  if (!configured && data.length === 0) return <NothingPaid />;
  return (
    <>
      <ComparisonSection differences={found.data} />
      <Found
        title="To decide"
        intro="What needs a person’s attention. Each comparison reports it again until it is settled."
        none="Nothing is left to decide"
        found={data.filter(({ mended }) => !mended)}
      />
      <Found
        title="Mended"
        intro="Within ninety days: NextCRM had missed something that Stripe knew, and has since recorded it."
        none="Nothing was out of date"
        found={data.filter(({ mended }) => mended)}
      />
    </>
  );
}

function NothingPaid() {
  return (
    <Section title="Comparison with Stripe">
      <Notice icon={CreditCard} title="Nothing is paid for here" boxed>
        To sell plans through Stripe, set STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET and STRIPE_PRICES; docs/BILLING.md
        has the steps. Until then operators set plans, under Organizations.
      </Notice>
    </Section>
  );
}

function ComparisonSection({ differences: { configured, comparison } }: { differences: BillingDifferences }) {
  const client = useQueryClient();
  const compare = useMutation({
    mutationFn: () => call("POST /api/admin/billing-differences/compare"),
    onError: tell,
    // Also when somebody else has begun: then theirs is under way.
    onSettled: () => client.resetQueries({ queryKey: differencesQuery.queryKey }),
  });
  return (
    <Section
      title="Comparison with Stripe"
      intro="Each night, everything that Stripe charges is compared with what is recorded here. What is merely out of date is corrected."
      action={
        configured && (
          <Button
            look="primary"
            busy={compare.isPending || comparison.pending !== null}
            onClick={() => compare.mutate()}
          >
            <Scale aria-hidden />
            Compare now
          </Button>
        )
      }
    >
      <Comparison comparison={comparison} />
    </Section>
  );
}

type FoundProps = { title: string; intro: string; none: string; found: BillingDifference[] };

function Found({ title, intro, none, found }: FoundProps) {
  return (
    <Section title={title} intro={intro}>
      {found.length === 0 ? (
        <Notice icon={CircleCheck} title={none} boxed />
      ) : (
        <ul className={boxClass}>
          {found.map((difference) => (
            <DifferenceLine key={difference.id} difference={difference} />
          ))}
        </ul>
      )}
    </Section>
  );
}
