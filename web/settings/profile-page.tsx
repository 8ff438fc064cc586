import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { meQuery, useMe } from "../app/session.ts";
import { Avatar } from "../components/avatar.tsx";
import { Badge } from "../components/badge.tsx";
import { Input } from "../components/input.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { ChangePassword } from "./change-password.tsx";
import { boxClass, Section } from "./section.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { SettingsFact, SettingsRow } from "./settings-row.tsx";
import { labelOfRole, roleMeanings } from "./roles.ts";

export function ProfilePage() {
  const { user, role, currentOrganization } = useMe();
  return (
    <>
      <div className="mb-8 flex items-center gap-4">
        <Avatar name={user.name} size="lg" />
        <div className="min-w-0">
          <p className="truncate text-lg font-semibold">{user.name}</p>
          <p className="truncate text-sm text-ink-muted">{user.email}</p>
        </div>
      </div>
      <Section title="About you" intro="Your name appears beside what you write, own and change.">
        <Name />
        <dl className={`${boxClass} mt-3`}>
          <SettingsFact label="Email" hint="You sign in with it.">
            {user.email}
          </SettingsFact>
          {role && currentOrganization && (
            <SettingsFact label={`Role in ${currentOrganization.name}`} hint={roleMeanings[role]}>
              <Badge>{labelOfRole(role)}</Badge>
            </SettingsFact>
          )}
        </dl>
      </Section>
      <Section title="Password">
        <ChangePassword email={user.email} />
      </Section>
    </>
  );
}

function Name() {
  const { user } = useMe();
  const [name, setName] = useState(user.name);
  const queryClient = useQueryClient();
  const submission = useSubmission(async () => {
    const saved = await call("PATCH /api/me", { body: { name } });
    setName(saved.name);
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
      queryClient.invalidateQueries({ queryKey: ["members"] }),
    ]);
    toast.done({ title: "Your name is saved" });
  });
  return (
    <SettingsForm submission={submission} changed={name.trim() !== user.name} onDiscard={() => setName(user.name)}>
      <SettingsRow label="Name" error={submission.faultOf("name")} required>
        <Input
          autoComplete="name"
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </SettingsRow>
    </SettingsForm>
  );
}
