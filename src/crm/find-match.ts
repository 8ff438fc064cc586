import type { Work } from "../audit/work.ts";
import { recordsNamed } from "./import/match.ts";
import { account } from "./account.ts";
import { contact } from "./contact.ts";
import { companyDomain, mailDomain } from "./web-host.ts";

interface Company {
  name?: string | null;
  website?: string | null;
  email?: string | null;
}

/** The account that these facts mean: the one with the website's domain, else the email's, else the name. */
export async function findAccount(work: Work, { name, website, email }: Company): Promise<string | undefined> {
  const domains = [website ? companyDomain(website) : null, email ? mailDomain(email) : null].filter(
    (domain) => domain !== null,
  );
  for (const domain of domains) {
    const [byDomain] = await recordsNamed(work, account, "domain", [domain]);
    if (byDomain) return byDomain;
  }
  return name ? (await recordsNamed(work, account, "title", [name]))[0] : undefined;
}

/** The contact with this email address. */
export async function findContact(work: Work, email: string | null | undefined): Promise<string | undefined> {
  return email ? (await recordsNamed(work, contact, "email", [email]))[0] : undefined;
}
