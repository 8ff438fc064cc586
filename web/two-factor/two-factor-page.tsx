import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { meQuery, useMe } from "../app/session.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { formatDay } from "../records/format.ts";
import { boxClass, lineClass, Section } from "../settings/section.tsx";
import { Enrolment } from "./enrolment.tsx";
import { type Proof, ProofDialog } from "./proof-dialog.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { TrustedBrowsers } from "./trusted-browsers.tsx";
import { twoFactorKey, twoFactorQuery } from "./two-factor-query.ts";

export function TwoFactorPage() {
  const [enrolling, setEnrolling] = useState(false);
  const state = useQuery(twoFactorQuery);
  if (state.isPending) return <SkeletonLines />;
  if (state.isError) return <ErrorState error={state.error} retry={() => void state.refetch()} />;
  const { enabled, since, recoveryCodesLeft, trustedBrowsers } = state.data;
  return (
    <>
      <Section
        title="Two-factor authentication"
        intro="Signing in takes your password and a code from an app on your phone. Somebody who learns only the password stays out."
      >
        {enabled ? (
          <TurnedOn since={since!} left={recoveryCodesLeft} />
        ) : (
          <Button look="primary" onClick={() => setEnrolling(true)}>
            Turn on…
          </Button>
        )}
      </Section>
      {enabled && <TrustedBrowsers browsers={trustedBrowsers} />}
      {enrolling && (
        <Dialog open onClose={() => setEnrolling(false)} title="Turn on two-factor authentication">
          <Enrolment
            onDone={() => {
              setEnrolling(false);
              toast.done({ title: "Two-factor authentication is on", detail: "You are signed out everywhere else." });
            }}
          />
        </Dialog>
      )}
    </>
  );
}

function TurnedOn({ since, left }: { since: string; left: number }) {
  const [asking, setAsking] = useState<"renew" | "disable">();
  return (
    <>
      <ul className={boxClass}>
        <li className={lineClass}>
          <div className="min-w-40 flex-1">
            <p className="text-sm font-medium">Authenticator app</p>
            <p className="text-xs text-ink-faint">Since {formatDay(since)}</p>
          </div>
          <Badge tone="green">On</Badge>
          <Button look="danger" onClick={() => setAsking("disable")}>
            Turn off…
          </Button>
        </li>
        <li className={lineClass}>
          <div className="min-w-40 flex-1">
            <p className="text-sm font-medium">Recovery codes</p>
            <p className={left < 3 ? "text-xs text-danger" : "text-xs text-ink-faint"}>
              {left === 1 ? "1 is left" : `${left} are left`}; each lets you in once without the phone.
            </p>
          </div>
          <Button onClick={() => setAsking("renew")}>New codes…</Button>
        </li>
      </ul>
      {asking === "renew" && <Renewal onClose={() => setAsking(undefined)} />}
      {asking === "disable" && <Disabling onClose={() => setAsking(undefined)} />}
    </>
  );
}

function Renewal({ onClose }: { onClose: () => void }) {
  const { user } = useMe();
  const [codes, setCodes] = useState<string[]>();
  const queryClient = useQueryClient();
  async function renew({ password, code = "" }: Proof) {
    const { recoveryCodes } = await call("POST /api/me/two-factor/recovery-codes", { body: { password, code } });
    setCodes(recoveryCodes);
    await queryClient.invalidateQueries({ queryKey: twoFactorKey });
  }
  if (codes)
    return (
      <Dialog open onClose={onClose} title="New recovery codes">
        <RecoveryCodes codes={codes} email={user.email} onDone={onClose} />
      </Dialog>
    );
  const intro = "Your current codes stop working.";
  return <ProofDialog title="New recovery codes" intro={intro} action="Make codes" onProve={renew} onClose={onClose} />;
}

function Disabling({ onClose }: { onClose: () => void }) {
  const { currentOrganization } = useMe();
  const queryClient = useQueryClient();
  async function disable({ password, code = "" }: Proof) {
    await call("POST /api/me/two-factor/disable", { body: { password, code } });
    onClose();
    toast.done({ title: "Two-factor authentication is off" });
    await Promise.all([meQuery.queryKey, twoFactorKey].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  }
  const intro = currentOrganization?.requireTwoFactor
    ? `${currentOrganization.name} requires it: you can do nothing there until you turn it on again.`
    : "From then on your password alone lets you in. Your recovery codes and trusted browsers stop working.";
  return (
    <ProofDialog
      title="Turn off two-factor authentication"
      intro={intro}
      action="Turn off"
      look="danger"
      onProve={disable}
      onClose={onClose}
    />
  );
}
