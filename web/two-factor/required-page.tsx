import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { meQuery, useMe } from "../app/session.ts";
import { useAddressSearch } from "../app/use-search.ts";
import { SkeletonLines } from "../components/states.tsx";
import { useEnter } from "../entry/enter.ts";
import { EntryCard } from "../entry/entry-card.tsx";
import { Enrolment } from "./enrolment.tsx";
import { WayOut } from "./way-out.tsx";

/** Where an organization leads members who lack the second factor that it requires. */
export function RequiredTwoFactorPage() {
  const { data: me, isPending } = useQuery(meQuery);
  if (isPending) return <SkeletonLines />;
  if (!me) return <Navigate to="/sign-in" search={{}} />;
  return <SetUp />;
}

function SetUp() {
  const { next } = useAddressSearch();
  const { currentOrganization } = useMe();
  const enter = useEnter();
  const name = currentOrganization?.name ?? "Your organization";
  return (
    <EntryCard
      title="Set up two-factor authentication"
      intro={`${name} requires it of everybody. It takes a minute.`}
      below={<WayOut />}
    >
      <Enrolment onDone={() => void enter(next)} />
    </EntryCard>
  );
}
