import { useState } from "react";
import type { Plan } from "../../../src/access/plans.ts";
import { call } from "../../api/client.ts";
import type { OperatedOrganization } from "../../api/contract.ts";
import { Field } from "../../components/field.tsx";
import { Input, Textarea } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";
import { toast } from "../../components/toast.tsx";
import { useSubmission } from "../../entry/entry-card.tsx";
import { formatDay } from "../../records/format.ts";
import { FormDialog } from "../../settings/form-dialog.tsx";

/** What an operator does to an organization. */
export type Act = "visit" | "plan" | "suspend" | "resume" | "delete";

const words: Record<Act, { title: (name: string) => string; action: string; intro: string }> = {
  visit: {
    title: (name) => `Visit ${name}?`,
    action: "Enter",
    intro:
      "You see what its people see, until you leave or time runs out. Its owners get an email, and its log records everything you view and do.",
  },
  plan: {
    title: (name) => `The plan of ${name}`,
    action: "Change",
    intro: "Whatever exceeds a smaller plan stays.",
  },
  suspend: {
    title: (name) => `Suspend ${name}?`,
    action: "Suspend",
    intro:
      "Nobody can work in it, API keys are refused and streams pause. Its data stays. Members see the reason; owners get it by email.",
  },
  resume: { title: (name) => `Resume ${name}?`, action: "Resume", intro: "Work goes on where it stood." },
  delete: {
    title: (name) => `Schedule the deletion of ${name}?`,
    action: "Schedule",
    intro:
      "In 30 days everything in it is removed for good. Until then it can be read and exported, and an owner can cancel this. Everybody in it gets an email with the reason.",
  },
};

const lengths = ["15", "30", "60"].map((value) => ({ value, label: `${value} minutes` }));
const visitors = [
  { value: "viewer", label: "Viewer: can look" },
  { value: "admin", label: "Admin: can change records, fields, pipelines" },
] as const;
const plans = (["FREE", "PRO", "ENTERPRISE"] as const).map((value) => ({ value, label: value }));

type ActDialogProps = {
  organization: OperatedOrganization;
  act: Act;
  onClose: () => void;
  onDone: () => Promise<unknown>;
};

/** Asks for the reason of an act, and for what else it takes. */
export function ActDialog({ organization, act, onClose, onDone }: ActDialogProps) {
  const { id, name } = organization;
  const [reason, setReason] = useState("");
  const [plan, setPlan] = useState<Plan>(organization.plan);
  const [minutes, setMinutes] = useState("30");
  const [role, setRole] = useState<"viewer" | "admin">("viewer");
  const [confirmationText, setConfirmationText] = useState("");
  const { title, action, intro } = words[act];
  const submission = useSubmission(async () => {
    const params = { id };
    if (act === "visit") {
      await call("POST /api/admin/organizations/{id}/visit", {
        params,
        body: { reason, role, minutes: Number(minutes) },
      });
      return window.location.assign("/");
    }
    if (act === "plan") await call("PATCH /api/admin/organizations/{id}", { params, body: { plan, reason } });
    if (act === "suspend") await call("POST /api/admin/organizations/{id}/suspend", { params, body: { reason } });
    if (act === "resume") await call("POST /api/admin/organizations/{id}/resume", { params, body: { reason } });
    const done = {
      title: { plan: "Plan changed", suspend: `${name} is suspended`, resume: `${name} works again`, delete: "" }[act],
    };
    if (act === "delete") {
      const body = { reason, confirmationText };
      const { deleteScheduledAt } = await call("POST /api/admin/organizations/{id}/delete", { params, body });
      done.title = `${name} will be deleted on ${formatDay(deleteScheduledAt)}`;
    }
    await onDone();
    toast.done(done);
    onClose();
  });
  const destroys = act === "suspend" || act === "delete";
  return (
    <FormDialog
      title={title(name)}
      action={action}
      look={destroys ? "danger" : "primary"}
      submission={submission}
      onClose={onClose}
    >
      <p className="text-sm text-pretty text-ink-muted">{intro}</p>
      {act === "plan" && (
        <Field label="Plan" error={submission.faultOf("plan")}>
          <Select value={plan} options={plans} onChange={(next) => next && setPlan(next)} />
        </Field>
      )}
      {act === "visit" && (
        <>
          <Field label="As" error={submission.faultOf("role")}>
            <Select value={role} options={visitors} onChange={(next) => next && setRole(next)} />
          </Field>
          <Field label="For" error={submission.faultOf("minutes")}>
            <Select value={minutes} options={lengths} onChange={(next) => next && setMinutes(next)} />
          </Field>
        </>
      )}
      <Field label="Reason" hint="The organization reads it." error={submission.faultOf("reason")} required>
        <Textarea
          required
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      {act === "delete" && (
        <Field label={`Write “${name}” to confirm`} error={submission.faultOf("confirmationText")} required>
          <Input
            required
            autoComplete="off"
            value={confirmationText}
            onChange={(event) => setConfirmationText(event.target.value)}
          />
        </Field>
      )}
    </FormDialog>
  );
}
