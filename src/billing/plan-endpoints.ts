import { z } from "zod";
import { operatorOf } from "../access/caller.ts";
import { planNames, plans } from "../access/plans.ts";
import type { Quotas } from "../access/plans.ts";
import { endpoint, NoInput, openEndpoint } from "../api/endpoint.ts";
import { operatorsActEvent } from "../audit/append.ts";
import type { Entry } from "../audit/event.ts";
import { installationActorOf } from "../audit/installation-actor.ts";
import { planPolicy } from "../limits/policies.ts";
import { notFound } from "../problems.ts";
import { storableText } from "../records/kinds/text.ts";
import { acrossOrganizations } from "../tenancy/across-organizations.ts";
import { changePlan } from "./change-plan.ts";
import { usageOfPlan } from "./quotas.ts";

const Plan = z.enum(planNames);
const quotaNames = ["members", "records", "storageBytes"] as const satisfies readonly (keyof Quotas)[];
const Terms = z.object({
  plan: Plan,
  callsPerHour: z.int().describe("By API keys"),
  members: z.int().nullable(),
  records: z.int().nullable(),
  storageBytes: z.int().nullable(),
  retentionDays: z.object({ usual: z.int(), longest: z.int() }).describe("Of the audit log"),
});

export const planEndpoints = [
  endpoint({
    route: "GET /api/organization/plan",
    summary: "The organization's plan, and how much of it is used",
    resource: "plan",
    may: "billing.manage",
    limit: "standard",
    audit: "VIEW",
    input: NoInput,
    output: {
      status: 200,
      body: z.object({
        plan: Plan,
        quotas: z.array(
          z.object({
            name: z.enum(quotaNames),
            used: z.int().describe("People with invitations that are open; records with those in the trash; bytes"),
            limit: z.int().nullable().describe("Null: none"),
          }),
        ),
        plans: z.array(Terms).describe("What there is; limits of people, records and storage only where they hold"),
      }),
    },
    handle: async (_, work, { policies, settings }) => ({
      ...(await usageOfPlan(work)),
      plans: planNames.map((plan) => ({
        plan,
        callsPerHour: Math.round((planPolicy(policies, plan).limit * 3600) / planPolicy(policies, plan).windowSeconds),
        ...(settings.quotas ? plans[plan].quotas : { members: null, records: null, storageBytes: null }),
        retentionDays: plans[plan].retentionDays,
      })),
    }),
  }),
  openEndpoint({
    route: "PATCH /api/admin/organizations/{id}",
    summary: "Put an organization on another plan",
    resource: "organization",
    may: "operator",
    limit: "standard",
    audit: "SUBSCRIPTION_CHANGE",
    input: {
      params: z.object({ id: z.uuid() }),
      body: z.strictObject({
        plan: Plan,
        reason: storableText(500).min(1, "is empty").describe("Told to the organization in its log"),
      }),
    },
    output: { status: 200, body: z.object({ id: z.string(), name: z.string(), plan: Plan }) },
    handle: async ({ params, body }, { caller, origin }, { db, people }) => {
      const operator = operatorOf(caller);
      const actor = installationActorOf(operator);
      const changed = await acrossOrganizations(db, operator, origin, body.reason, async ({ sql, record }) => {
        const told = (entry: Entry) => operatorsActEvent(params.id, actor, origin, entry);
        const change = await changePlan(sql, params.id, body.plan, told, body.reason);
        if (!change) throw notFound("organization");
        record({
          action: "SUBSCRIPTION_CHANGE",
          resource: "organization",
          resourceId: params.id,
          name: change.name,
          changes: change.from === change.to ? {} : { plan: { from: change.from, to: change.to } },
        });
        return change;
      });
      people.forget(`organization:${params.id}`);
      return { id: params.id, name: changed.name, plan: changed.to };
    },
  }),
];
