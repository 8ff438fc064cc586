import { z } from "zod";
import { operatorOf } from "../../access/caller.ts";
import { NoContent, NoInput, openEndpoint, unaudited } from "../../api/endpoint.ts";
import { isId } from "../../identifier.ts";
import { notFound } from "../../problems.ts";
import { storableText } from "../../records/kinds/text.ts";
import { acrossOrganizations } from "../../tenancy/across-organizations.ts";
import { openAlerts, pastAlerts } from "./alert.ts";
import { changeRule } from "./change-rule.ts";
import { namesOf, presentAlert, PresentedAlert, PresentedRule, presentRules } from "./present.ts";
import { silence, unsilence } from "./silence.ts";

const ofOperators = { may: "operator", limit: "standard" } as const;

export const alertEndpoints = [
  openEndpoint({
    ...ofOperators,
    route: "GET /api/admin/alerts",
    summary: "What is wrong with the installation, what was, and the rules that tell",
    resource: "alert",
    audit: "VIEW",
    input: {
      query: z.object({
        limit: z.coerce.number().int().min(1).max(100).default(25).describe("Of past alerts"),
        cursor: z.string().refine(isId, "is none of these alerts'").optional(),
      }),
    },
    output: {
      status: 200,
      body: z.object({
        rules: z.array(PresentedRule),
        open: z.array(PresentedAlert).describe("Critical first, then the newest"),
        past: z.array(PresentedAlert).describe("The newest first"),
        nextCursor: z.string().nullable(),
      }),
    },
    handle: async ({ query: { limit, cursor } }, context, { db }) => {
      const found = await acrossOrganizations(
        db,
        operatorOf(context.caller),
        context.origin,
        "Look at alerts",
        async (work) => {
          work.record({ action: "VIEW", resource: "alert" });
          const rules = await presentRules(work.sql);
          const open = await openAlerts(work.sql);
          return { rules, open, past: await pastAlerts(work.sql, cursor, limit + 1) };
        },
      );
      const past = found.past.slice(0, limit);
      const names = await namesOf(db, [...found.open, ...past]);
      return {
        rules: found.rules,
        open: found.open.map((alert) => presentAlert(alert, names)),
        past: past.map((alert) => presentAlert(alert, names)),
        nextCursor: found.past.length > limit ? past.at(-1)!.id : null,
      };
    },
  }),
  openEndpoint({
    ...ofOperators,
    route: "GET /api/admin/alerts/count",
    summary: "How many alerts are open: for a badge, which asks often",
    resource: "alert",
    audit: unaudited("a number, of the installation"),
    input: NoInput,
    output: { status: 200, body: z.object({ open: z.int(), critical: z.int() }) },
    handle: async (_, __, { db }) => {
      const open = await db.transaction({ role: "nextcrm_operator", readOnly: true }, openAlerts);
      return { open: open.length, critical: open.filter(({ severity }) => severity === "critical").length };
    },
  }),
  openEndpoint({
    ...ofOperators,
    route: "PATCH /api/admin/alerts/rules/{name}",
    summary: "Change a rule's threshold, or whether it tells at all; from the next minute on",
    resource: "alert_rule",
    audit: "SETTINGS_CHANGE",
    input: {
      params: z.object({ name: z.string() }),
      body: z
        .strictObject({
          threshold: z.number().nullable().optional().describe("In the rule's unit; null: the declared one"),
          enabled: z.boolean().optional(),
        })
        .refine((body) => Object.keys(body).length > 0, "must name what is to change"),
    },
    output: { status: 200, body: PresentedRule },
    handle: async ({ params, body }, context, { db, clock }) =>
      acrossOrganizations(db, operatorOf(context.caller), context.origin, "Change a rule of alerts", async (work) => {
        await changeRule(work, params.name, body, { by: operatorOf(context.caller).userId, at: clock.now() });
        return (await presentRules(work.sql)).find(({ name }) => name === params.name)!;
      }),
  }),
  openEndpoint({
    ...ofOperators,
    route: "POST /api/admin/alerts/{id}/silence",
    summary: "Tell nobody of an alert, or of the next of its rule, for a while",
    resource: "alert",
    audit: "UPDATE",
    input: {
      params: z.object({ id: z.uuid() }),
      body: z.strictObject({
        until: z.iso.datetime({ offset: true }).describe("At most 30 days from now"),
        reason: storableText(500).min(1, "is empty").describe("For other operators"),
      }),
    },
    output: { status: 200, body: PresentedAlert },
    handle: async ({ params, body }, context, { db, clock }) => {
      const operator = operatorOf(context.caller);
      const alert = await acrossOrganizations(db, operator, context.origin, body.reason, (work) =>
        silence(work, params.id, { ...body, by: operator.userId, now: clock.now() }),
      );
      return presentAlert(alert, new Map([[operator.userId, operator.name]]));
    },
  }),
  openEndpoint({
    ...ofOperators,
    route: "DELETE /api/admin/alerts/{id}/silence",
    summary: "Tell of an alert again: at once, where it is open and nobody was told",
    resource: "alert",
    audit: "UPDATE",
    input: { params: z.object({ id: z.uuid() }) },
    output: NoContent,
    handle: async ({ params }, context, { db }) =>
      acrossOrganizations(db, operatorOf(context.caller), context.origin, "End a silence", async (work) => {
        if (!(await unsilence(work, params.id))) throw notFound("alert");
      }),
  }),
];
