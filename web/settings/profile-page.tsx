import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { themes } from "../app/account-menu.tsx";
import { meQuery, useMe } from "../app/session.ts";
import { setTheme, useTheme } from "../app/theme.ts";
import { Button } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { FormError } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { PasswordField } from "../entry/password-field.tsx";
import { Section, usePageTitle } from "./section.tsx";

export function ProfilePage() {
  usePageTitle("Profile");
  return (
    <>
      <Name />
      <Appearance />
      <Password />
    </>
  );
}

function Name() {
  const { user } = useMe();
  const [name, setName] = useState(user.name);
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    await call("PATCH /api/me", { body: { name } });
    await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    toast.done({ title: "Your name is saved" });
  });
  return (
    <Section title="Profile" intro={`You sign in as ${user.email}.`}>
      <form onSubmit={submission.run} className="flex max-w-sm flex-col gap-3">
        <Field label="Name" error={submission.faultOf("name")} required>
          <Input
            autoComplete="name"
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <FormError>{submission.message}</FormError>
        <Button type="submit" className="self-start" busy={submission.busy} disabled={name.trim() === user.name}>
          Save
        </Button>
      </form>
    </Section>
  );
}

function Appearance() {
  const theme = useTheme();
  return (
    <Section title="Appearance" intro="Kept in this browser.">
      <div role="radiogroup" aria-label="Theme" className="grid max-w-sm grid-cols-3 gap-2">
        {themes.map(({ value, label, icon: Icon }) => (
          <button
            key={value}
            type="button"
            role="radio"
            aria-checked={theme === value}
            onClick={() => setTheme(value)}
            className={cn(
              "flex flex-col items-center gap-2 rounded-lg border border-line px-2 py-3 text-xs font-medium text-ink-muted hover:bg-hover",
              theme === value && "border-accent bg-accent-soft text-ink hover:bg-accent-soft",
            )}
          >
            <Icon className="size-5" aria-hidden />
            {label}
          </button>
        ))}
      </div>
    </Section>
  );
}

function Password() {
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const submission = useSubmission(async () => {
    await call("POST /api/auth/change-password", { body: { currentPassword, newPassword, revokeOtherSessions: true } });
    setCurrent("");
    setNew("");
    toast.done({ title: "Your password is changed", detail: "Your other sessions are signed out." });
  });
  return (
    <Section title="Password" intro="Changing it signs you out everywhere else.">
      <form onSubmit={submission.run} className="flex max-w-sm flex-col gap-3">
        <PasswordField
          label="Current password"
          value={currentPassword}
          onChange={setCurrent}
          error={submission.faultOf("currentPassword")}
        />
        <PasswordField
          isNew
          label="New password"
          value={newPassword}
          onChange={setNew}
          error={submission.faultOf("newPassword")}
        />
        <FormError>{submission.message}</FormError>
        <Button type="submit" className="self-start" busy={submission.busy}>
          Change password
        </Button>
      </form>
    </Section>
  );
}
