import { describe, expect, test } from "vitest";
import type { AuditEntry } from "../api/contract.ts";
import { runByOf, sentenceOf, whoOf } from "./words.ts";

const said = (action: string, resource: string, more: Partial<AuditEntry> = {}) =>
  sentenceOf(
    { action, resource, resourceId: null, outcome: "success", changes: null, context: {}, ...more } as AuditEntry,
    resource.replaceAll("_", " "),
  );

describe("what somebody did, as a sentence", () => {
  test("verifying the log is told apart from exporting it", () => {
    expect(said("VERIFY", "audit_log", { context: { events: 12_000 } })).toBe(
      "verified the audit log, reading all of its 12,000 events",
    );
    expect(said("EXPORT", "audit_log")).toBe("exported the audit log");
  });

  test("links are made and ended", () => {
    expect(said("CREATE", "audit_export_link")).toBe("made a link to an export of the audit log");
    expect(said("DELETE", "audit_export_link")).toBe("ended a link to an export of the audit log");
  });

  test("whoever comes has joined", () => {
    const ada = { id: "1", name: "Ada", email: null };
    expect(said("CREATE", "member", { resourceId: "1", user: ada })).toBe("joined");
    expect(said("CREATE", "member", { resourceId: "2", user: ada })).toBe("added to the members");
  });

  test("a stream begins, changes and ends", () => {
    const url = "https://siem.example.com";
    expect(said("SETTINGS_CHANGE", "audit_stream", { changes: { url: { from: null, to: url } } })).toContain("began");
    expect(said("SETTINGS_CHANGE", "audit_stream", { changes: { name: { from: "A", to: "B" } } })).toContain("changed");
    const gone = { changes: { url: { from: url, to: null } }, context: { deleted: true } };
    expect(said("SETTINGS_CHANGE", "audit_stream", gone)).toContain("deleted");
  });

  test("what an operator does to an organization is named", () => {
    const status = (from: string, to: string) => ({ changes: { status: { from, to } } });
    expect(said("SETTINGS_CHANGE", "organization", status("active", "suspended"))).toBe("suspended");
    expect(said("SETTINGS_CHANGE", "organization", status("suspended", "active"))).toBe("ended the suspension of");
    expect(said("SETTINGS_CHANGE", "organization", { changes: { name: { from: "A", to: "B" } } })).toBe(
      "changed settings of an organization",
    );
    expect(said("LOGIN", "operator_visit")).toBe("began a visit to");
    expect(said("LOGOUT", "operator_visit")).toBe("ended the visit to");
    expect(said("CREATE", "user")).toBe("created a user");
  });

  test("a deletion is scheduled and cancelled, and nothing is gone yet", () => {
    const deletion = { context: { deletion: { dueAt: "2026-12-23T10:30:04.388Z" } } };
    expect(said("DELETE", "organization", deletion)).toBe("scheduled the deletion of");
    expect(said("RESTORE", "organization", deletion)).toBe("cancelled the deletion of");
  });

  test("a complete export is asked for, ends, and is downloaded", () => {
    expect(said("EXPORT", "organization")).toBe("asked for a complete export");
    expect(said("EXPORT", "data_export", { context: { status: "ready" } })).toBe("finished a complete export");
    expect(said("EXPORT", "data_export", { context: { status: "failed" } })).toBe("could not finish a complete export");
    expect(said("EXPORT", "data_export")).toBe("downloaded a complete export");
  });

  test("what a legal hold kept is named", () => {
    const held = { reason: "legal hold", outcome: "denied", resourceId: "1" };
    const erasing = { ...held, context: { route: "POST /api/contacts/{id}/erase" } };
    expect(said("DENIED", "contact", erasing)).toBe("was refused erasing a contact under a legal hold");
    const deleting = { ...held, context: { route: "DELETE /api/accounts/{id}" } };
    expect(said("DENIED", "account", deleting)).toBe("was refused deleting an account under a legal hold");
  });
});

test("who it was, of people, programs and those who run them", () => {
  const by = (actor: object, user: object | null = null) => ({ actor, user }) as AuditEntry;
  expect(whoOf(by({ type: "user" }, { id: "1", name: "Ada", email: null }))).toBe("Ada");
  expect(whoOf(by({ type: "user" }, { id: "1", name: null, email: null }))).toBe("Erased person");
  expect(whoOf(by({ type: "system", name: "Various" }))).toBe("Various");
  expect(whoOf(by({ type: "system" }))).toBe("NextCRM");
  const command = by({ type: "system", method: "command_line", name: "root@crm-1" });
  expect([whoOf(command), runByOf(command)]).toEqual(["Command line", "root@crm-1"]);
});
