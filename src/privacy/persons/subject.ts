import { wordsOf } from "../../audit/subject.ts";
import type { Work } from "../../audit/work.ts";
import { contact } from "../../crm/contact.ts";
import { lead } from "../../crm/lead.ts";
import type { RecordType } from "../../records/record-type.ts";

/** As what the organization knows a person. */
export const subjectTypes = ["contact", "lead", "user"] as const;
export type SubjectType = (typeof subjectTypes)[number];

export interface PersonSubject {
  type: SubjectType;
  id: string;
}

/** Somebody who is there, in the trash or as a former member perhaps. */
export interface Known extends PersonSubject {
  name: string;
  /** By which nobody else is known: what comments are searched for. */
  words: string[];
}

/** The record type of a person who is a record; undefined for a user. */
export function recordTypeOf(type: SubjectType): RecordType | undefined {
  return { contact, lead, user: undefined }[type];
}

/** Under which types the audit log tells of them. */
export function logTypesOf(type: SubjectType): string[] {
  return type === "user" ? ["user", "member"] : [type];
}

interface Names {
  name: string;
  email: string | null;
  other: string | null;
}

const names: Record<SubjectType, string> = {
  contact: `select display_name as name, email, secondary_email as other from contact where organization_id = $1 and id = $2`,
  lead: `select display_name as name, email, null as other from lead where organization_id = $1 and id = $2`,
  user: `select name, email, null as other from member where organization_id = $1 and user_id = $2`,
};

/** Undefined where there is no such person, or no longer. */
export async function findSubject(
  { sql, organizationId }: Work,
  { type, id }: PersonSubject,
): Promise<Known | undefined> {
  const [found] = await sql.query<Names>(names[type], [organizationId, id]);
  if (!found) return undefined;
  const { name, email, other } = found;
  return { type, id, name, words: wordsOf([name, email, other]) };
}
