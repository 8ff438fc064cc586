import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { InvitationOffer, Role } from "../api/contract.ts";
import { meQuery } from "../app/session.ts";
import { SkeletonLines } from "../components/states.tsx";
import { SecondStep } from "../two-factor/second-step.tsx";
import { useSigningIn } from "../two-factor/use-signing-in.ts";
import { useEnter } from "./enter.ts";
import { EntryCard, EntryForm, linkClass, useSubmission } from "./entry-card.tsx";
import { PasswordField } from "./password-field.tsx";
import { PersonFields } from "./person-fields.tsx";

/** Where an invitation's link leads: three ways in, for who is signed in, has an account, or is new. */
export function InvitationPage() {
  const { token = "" } = useParams({ strict: false });
  const offer = useQuery({
    queryKey: ["invitation", token],
    retry: false,
    queryFn: ({ signal }) => call("GET /api/invitations/{token}", { params: { token }, signal }),
  });
  const { data: me, isPending } = useQuery(meQuery);
  if (offer.isPending || isPending) return <SkeletonLines />;
  if (!offer.data) {
    return (
      <EntryCard title="This invitation has ended">
        <p className="text-sm text-ink-muted">
          It was used or withdrawn, or has expired. Ask for a new one, or{" "}
          <Link to="/sign-in" search={{}} className={linkClass}>
            sign in
          </Link>
          .
        </p>
      </EntryCard>
    );
  }
  if (me?.user.email.toLowerCase() === offer.data.email.toLowerCase()) {
    return <AcceptInvitation token={token} offer={offer.data} />;
  }
  if (offer.data.accountExists) return <SignInToAccept token={token} offer={offer.data} />;
  return <SignUpToAccept token={token} offer={offer.data} />;
}

const whatYouMay: Record<Role, string> = {
  auditor: "You can read and verify the audit log, and nothing else.",
  viewer: "You can read and export records.",
  member: "You can read, add, edit, import and delete records.",
  admin: "You can work with all records, manage members, keys, pipelines and fields, and read the audit log.",
  owner: "You can do everything, the organization’s settings, plan and deletion included.",
};

type OfferProps = { token: string; offer: InvitationOffer };

function Terms({ offer }: { offer: InvitationOffer }) {
  return (
    <>
      You are invited to <strong className="font-medium text-ink">{offer.organizationName}</strong> as{" "}
      {/^[ao]/.test(offer.role) ? "an" : "a"} {offer.role}. {whatYouMay[offer.role]}
    </>
  );
}

function useAccept(token: string) {
  const enter = useEnter();
  return async () => {
    await call("POST /api/invitations/{token}/accept", { params: { token } });
    await enter();
  };
}

function AcceptInvitation({ token, offer }: OfferProps) {
  const submission = useSubmission(useAccept(token));
  return (
    <EntryCard title={`Join ${offer.organizationName}`} intro={<Terms offer={offer} />}>
      <EntryForm submission={submission} action="Join">
        <p className="text-sm text-ink-muted">You are signed in as {offer.email}.</p>
      </EntryForm>
    </EntryCard>
  );
}

function SignInToAccept({ token, offer }: OfferProps) {
  const [password, setPassword] = useState("");
  const signing = useSigningIn(useAccept(token));
  const submission = useSubmission(() => signing.signIn(offer.email, password));
  if (signing.needsCode)
    return (
      <EntryCard title={`Join ${offer.organizationName}`} intro={<Terms offer={offer} />}>
        <SecondStep onDone={signing.done} onBack={signing.back} />
      </EntryCard>
    );
  return (
    <EntryCard title={`Join ${offer.organizationName}`} intro={<Terms offer={offer} />}>
      <EntryForm submission={submission} action="Sign in and join">
        <p className="text-sm text-ink-muted">You have an account as {offer.email}.</p>
        <PasswordField value={password} onChange={setPassword} />
      </EntryForm>
    </EntryCard>
  );
}

function SignUpToAccept({ token, offer }: OfferProps) {
  const [person, setPerson] = useState({ name: "", email: offer.email, password: "" });
  const accept = useAccept(token);
  const submission = useSubmission(async () => {
    await call("POST /api/auth/sign-up/email", { body: { ...person, invitationToken: token } });
    await accept();
  });
  return (
    <EntryCard title={`Join ${offer.organizationName}`} intro={<Terms offer={offer} />}>
      <EntryForm submission={submission} action="Create account and join">
        <PersonFields person={person} onChange={setPerson} faultOf={submission.faultOf} fixedEmail />
      </EntryForm>
    </EntryCard>
  );
}
