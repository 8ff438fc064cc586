import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../api/client.ts";
import { toast } from "../components/toast.tsx";
import { EntryCard, EntryForm, linkClass, useSubmission } from "./entry-card.tsx";
import { PasswordField } from "./password-field.tsx";
import { useAddressSearch } from "../app/use-search.ts";

export function ResetPasswordPage() {
  const { token, error } = useAddressSearch();
  const [newPassword, setNewPassword] = useState("");
  const navigate = useNavigate();
  const submission = useSubmission(async () => {
    await call("POST /api/auth/reset-password", { body: { newPassword, token: token ?? "" } });
    toast.done({ title: "Your password is changed", detail: "Sign in with it." });
    await navigate({ to: "/sign-in", search: {} });
  });
  if (!token || error) {
    return (
      <EntryCard title="This link has ended">
        <p className="text-sm text-ink-muted">
          It was already used, or has expired.{" "}
          <Link to="/forgot-password" search={{}} className={linkClass}>
            Ask for a new one
          </Link>
          .
        </p>
      </EntryCard>
    );
  }
  return (
    <EntryCard title="Choose a new password">
      <EntryForm submission={submission} action="Save password">
        <PasswordField
          isNew
          autoFocus
          label="New password"
          value={newPassword}
          onChange={setNewPassword}
          error={submission.faultOf("newPassword")}
        />
      </EntryForm>
    </EntryCard>
  );
}
