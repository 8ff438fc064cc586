import type { Work } from "../audit/work.ts";
import { invalidField, Problem } from "../problems.ts";
import { customFieldsOf } from "../records/custom-fields.ts";
import type { RecordType } from "../records/record-type.ts";
import { createRecord, findRecord, lockRecord, readRecord, saveRecord } from "../records/store.ts";
import type { Values } from "../records/store.ts";
import type { Row } from "../records/record.ts";
import { account } from "./account.ts";
import { contact } from "./contact.ts";
import { findAccount, findContact } from "./find-match.ts";
import { lead } from "./lead.ts";
import { opportunity } from "./opportunity.ts";

/** What a lead shall become. What is left out follows from the lead. */
export interface Conversion {
  /** An existing account or the name of one; null for none. */
  account?: { id: string } | { name: string } | null;
  /** An existing contact. */
  contact?: { id: string };
  createOpportunity: boolean;
  /** Members of the new opportunity. */
  opportunity?: Values;
  /** Whether accounts of the same domain or name and contacts of the same email are used rather than doubled. */
  matchExisting: boolean;
}

export interface Converted {
  lead: Row;
  account: Row | null;
  contact: Row;
  opportunity: Row | null;
}

/** Turns a lead into an account, a contact and an opportunity; a 409 for a lead that was converted before. */
export async function convertLead(work: Work, id: string, conversion: Conversion): Promise<Converted> {
  const previous = await lockRecord(work, lead, id);
  if (previous.convertedAt) {
    const { convertedAccountId, convertedContactId, convertedOpportunityId } = previous;
    throw new Problem("conflict", "This lead was converted already.", {
      members: { convertedAccountId, convertedContactId, convertedOpportunityId },
    });
  }
  const madeAccount = await accountFor(work, previous, conversion);
  const madeContact = await contactFor(work, previous, conversion, madeAccount?.id);
  const madeOpportunity = conversion.createOpportunity
    ? await opportunityFor(work, previous, conversion, madeAccount, madeContact)
    : null;
  const outcome = {
    convertedAccountId: madeAccount?.id ?? null,
    convertedContactId: madeContact.id,
    convertedOpportunityId: madeOpportunity?.id ?? null,
  };
  const converted = await saveRecord(work, lead, previous, {
    ...previous,
    ...outcome,
    status: "converted",
    convertedAt: work.now,
  });
  return { lead: converted, account: madeAccount, contact: madeContact, opportunity: madeOpportunity };
}

/** The account and the contact that a conversion uses unless told otherwise; null where it makes one. */
export async function conversionOf(work: Work, id: string) {
  const { company, website, email } = (await readRecord(work, lead, id)) as Record<string, string | null>;
  const found = company ? await findAccount(work, { name: company, website, email }) : undefined;
  const person = await findContact(work, email);
  return {
    account: found ? titled(await readRecord(work, account, found)) : null,
    contact: person ? titled(await readRecord(work, contact, person)) : null,
  };
}

function titled({ id, displayName }: Row): { id: string; title: string } {
  return { id, title: displayName };
}

async function accountFor(work: Work, from: Row, { account: wanted, matchExisting }: Conversion): Promise<Row | null> {
  if (wanted === null) return null;
  if (wanted && "id" in wanted) return existing(work, account, wanted.id, "account.id");
  const name = wanted?.name ?? (from.company as string | null);
  if (!name) return null;
  const facts = wanted
    ? { name }
    : { name, website: from.website as string | null, email: from.email as string | null };
  const found = matchExisting ? await findAccount(work, facts) : undefined;
  if (found) return readRecord(work, account, found);
  const { street, city, state, postalCode, country, website, industry, phone, currency } = from;
  const billing = {
    billingStreet: street,
    billingCity: city,
    billingState: state,
    billingPostalCode: postalCode,
    billingCountry: country,
  };
  return createRecord(work, account, {
    name,
    website,
    industry,
    phone,
    currency,
    ...billing,
    ...(await sharedValues(work, account, from)),
  });
}

async function contactFor(
  work: Work,
  from: Row,
  { contact: wanted, matchExisting }: Conversion,
  accountId: string | undefined,
): Promise<Row> {
  const found = wanted?.id ?? (matchExisting ? await findContact(work, from.email as string | null) : undefined);
  if (found) {
    await existing(work, contact, found, "contact.id");
    const previous = await lockRecord(work, contact, found);
    return saveRecord(work, contact, previous, { ...previous, accountId: previous.accountId ?? accountId ?? null });
  }
  const { firstName, lastName, title, email, phone, street, city, state, postalCode, country, description, source } =
    from;
  const own = {
    firstName,
    lastName,
    title,
    email,
    officePhone: phone,
    street,
    city,
    state,
    postalCode,
    country,
    description,
    leadSource: source,
  };
  return createRecord(work, contact, {
    ...own,
    accountId: accountId ?? null,
    ...(await sharedValues(work, contact, from)),
  });
}

async function opportunityFor(
  work: Work,
  from: Row,
  { opportunity: given }: Conversion,
  ofAccount: Row | null,
  ofContact: Row,
): Promise<Row> {
  const { estimatedAmount: amount, currency, source: leadSource } = from;
  const follows = { amount, currency, leadSource, accountId: ofAccount?.id ?? null, primaryContactId: ofContact.id };
  const name = ofAccount?.displayName ?? from.displayName;
  return createRecord(work, opportunity, {
    name,
    ...follows,
    ...(await sharedValues(work, opportunity, from)),
    ...given,
  });
}

async function existing(work: Work, type: RecordType, id: string, field: string): Promise<Row> {
  const record = await findRecord(work, type, id);
  if (!record) throw invalidField(field, "names nothing that exists");
  return record;
}

/** Owner, tags, and the custom fields that both types have. */
async function sharedValues(work: Work, type: RecordType, from: Row): Promise<Values> {
  const definitions = await customFieldsOf(work, type);
  const known = Object.entries(from.custom as Values).filter(([name]) =>
    definitions.some((definition) => definition.name === name),
  );
  return { ownerId: from.ownerId, ownerName: from.ownerName, tags: from.tags, custom: Object.fromEntries(known) };
}
