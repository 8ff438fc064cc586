import { createHash } from "node:crypto";
import { z } from "zod";
import { storableText } from "../records/kinds/text.ts";

export const passwordLength = { least: 8, most: 128 } as const;

/** In what form the name of a token that a mail carries is stored. */
export function verificationDigest(identifier: string): string {
  return createHash("sha256").update(identifier).digest("hex");
}

/** An address to write to, in the one spelling that is compared. */
export const Email = storableText(254)
  .pipe(z.email("is not an email address"))
  .transform((email) => email.toLowerCase());

export const PersonName = storableText(200).min(1, "is empty");

/** A password as it is typed: nothing is trimmed. */
export const NewPassword = z
  .string()
  .min(passwordLength.least, `must have ${passwordLength.least} characters or more`)
  .max(passwordLength.most, `must have at most ${passwordLength.most} characters`);

/** One that is only compared, so that its shape tells nothing. */
export const GivenPassword = z
  .string()
  .min(1, "is empty")
  .max(passwordLength.most, `must have at most ${passwordLength.most} characters`);
