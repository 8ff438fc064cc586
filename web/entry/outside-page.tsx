import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { OutsideActions, OutsideReason, outsideTitle } from "../app/outside.tsx";
import { meQuery } from "../app/session.ts";
import { EntryCard } from "./entry-card.tsx";

/** For whom the organization cannot be reached from where they are. */
export function OutsidePage() {
  const { data: me, isPending } = useQuery(meQuery);
  if (isPending) return null;
  if (!me || me.address.allowed) return <Navigate to="/" search={{}} replace />;
  return (
    <EntryCard title={outsideTitle} intro={<OutsideReason address={me.address.ip} />}>
      <OutsideActions onInside={() => window.location.assign("/")} />
    </EntryCard>
  );
}
