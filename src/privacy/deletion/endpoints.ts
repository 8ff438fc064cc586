import { z } from "zod";
import { operatorOf } from "../../access/caller.ts";
import { endpoint, NoInput, openEndpoint } from "../../api/endpoint.ts";
import { recordTypes } from "../../crm/record-types.ts";
import { acrossOrganizations } from "../../tenancy/across-organizations.ts";
import { requireRecentSignIn } from "../../tenancy/recent-sign-in.ts";
import { readOrganization } from "../../tenancy/organizations.ts";
import { listErasures } from "./certificate.ts";
import { cancelDeletion, daysUntil, holdsInForce, readDeletion, retentionDays, scheduleDeletion } from "./deletion.ts";
import { cancelledMail, scheduledMail } from "./mails.ts";
import { tellMembers } from "../../tenancy/tell-members.ts";
import { whatGoes } from "./what-goes.ts";

const shared = { resource: "organization", may: "organization.delete", whileDeleting: true } as const;
const When = z.iso.datetime();

const WhatGoes = z.object({
  records: z.object(Object.fromEntries(recordTypes.map(({ plural }) => [plural, z.int()]))),
  members: z.int(),
  accounts: z.int().describe("Of people in no other organization; they go only where that is chosen"),
  files: z.int(),
  bytes: z.int(),
  events: z.int().describe("In the audit log"),
  other: z.int().describe("Rows of everything else"),
});

const State = z.object({
  organizationId: z.string(),
  organizationName: z.string(),
  status: z.enum(["active", "scheduled"]),
  isScheduledForDeletion: z.boolean(),
  deleteScheduledAt: When.nullable().describe("When it goes"),
  daysRemaining: z.int().nullable(),
  removesPeople: z.boolean().nullable(),
  retentionDays: z.int(),
  heldBy: z.array(z.string()).describe("Names of the legal holds that keep it until they are released"),
  willBeDeleted: WhatGoes,
});

const Confirmation = z.strictObject({
  confirmationText: z.string().max(1_000).describe("The organization's exact name"),
  removePeople: z.boolean().default(false).describe("Also the accounts of people who are in no other organization"),
});

export const deletionEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/organization/delete",
    summary: "Whether the organization will be deleted, when, and what goes then",
    limit: "standard",
    audit: "VIEW",
    input: NoInput,
    output: { status: 200, body: State },
    handle: async (_, work, { clock, storage }) => {
      const [{ id, name }, deletion] = await Promise.all([readOrganization(work), readDeletion(work)]);
      return {
        organizationId: id,
        organizationName: name,
        status: deletion ? ("scheduled" as const) : ("active" as const),
        isScheduledForDeletion: deletion !== null,
        deleteScheduledAt: deletion?.dueAt ?? null,
        daysRemaining: deletion && daysUntil(deletion.dueAt, clock.now()),
        removesPeople: deletion?.removesPeople ?? null,
        retentionDays,
        heldBy: await holdsInForce(work),
        willBeDeleted: await whatGoes(work, storage),
      };
    },
  }),
  endpoint({
    ...shared,
    route: "POST /api/organization/delete",
    summary: "Schedule the organization's deletion for 30 days from now; until then it can be read, exported, and kept",
    limit: "deletion",
    audit: "DELETE",
    input: { body: Confirmation },
    output: {
      status: 200,
      body: z.object({
        success: z.literal(true),
        message: z.string(),
        deleteScheduledAt: When,
        retentionDays: z.int(),
        cancellationDeadline: When,
      }),
    },
    handle: async ({ body }, work, { clock, jobs, people, settings: { publicUrl } }) => {
      await requireRecentSignIn(work);
      const { name: organization, dueAt, removesPeople } = await scheduleDeletion(work, body, clock.now());
      await tellMembers(jobs, work.sql, work.organizationId, (recipient) =>
        scheduledMail({ ...recipient, organization, publicUrl }, dueAt, removesPeople),
      );
      await jobs.enqueue(work.sql, "settle-subscription", { organizationId: work.organizationId });
      people.forget(`organization:${work.organizationId}`);
      return {
        success: true as const,
        message: `${organization} will be deleted in ${retentionDays} days. Until then it can be read and exported, and an owner can cancel this.`,
        deleteScheduledAt: dueAt,
        retentionDays,
        cancellationDeadline: dueAt,
      };
    },
  }),
  endpoint({
    ...shared,
    route: "DELETE /api/organization/delete",
    summary: "Cancel the organization's deletion",
    limit: "deletion",
    audit: "RESTORE",
    input: NoInput,
    output: { status: 200, body: z.object({ success: z.literal(true), message: z.string() }) },
    handle: async (_, work, { jobs, people, settings: { publicUrl } }) => {
      const { name: organization } = await cancelDeletion(work);
      await tellMembers(jobs, work.sql, work.organizationId, (recipient) =>
        cancelledMail({ ...recipient, organization, publicUrl }),
      );
      await jobs.enqueue(work.sql, "settle-subscription", { organizationId: work.organizationId });
      people.forget(`organization:${work.organizationId}`);
      return { success: true as const, message: `${organization} will not be deleted.` };
    },
  }),
  openEndpoint({
    route: "GET /api/admin/erasures",
    summary: "Organizations that were deleted or are being deleted, with their certificates, newest first",
    resource: "erasure",
    may: "operator",
    limit: "standard",
    audit: "VIEW",
    input: NoInput,
    output: {
      status: 200,
      body: z.object({
        data: z.array(
          z.object({
            organizationId: z.string(),
            scheduledAt: When,
            beganAt: When,
            finishedAt: When.nullable(),
            certificate: z.string().nullable().describe("A signed note (C2SP signed-note) around canonical JSON"),
          }),
        ),
      }),
    },
    handle: async (_, { caller, origin }, { db }) => {
      return acrossOrganizations(
        db,
        operatorOf(caller),
        origin,
        "which organizations were deleted",
        async ({ sql, record }) => {
          record({ action: "VIEW", resource: "erasure" });
          return { data: await listErasures(sql) };
        },
      );
    },
  }),
];
