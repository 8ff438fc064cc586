import { createHash } from "node:crypto";
import { z } from "zod";
import { storableText } from "../records/kinds/text.ts";
import { isCommonPassword } from "./common-password.ts";

export const passwordLength = { least: 8, most: 128 } as const;

/** In what form the name of a token that a mail carries is stored. */
export function verificationDigest(identifier: string): string {
  return createHash("sha256").update(identifier).digest("hex");
}

/** An address to write to, in the one spelling that is compared. */
export const Email = storableText(254)
  .pipe(z.email("is not an email address"))
  .transform((email) => email.toLowerCase());

// What turns the text around it would rewrite the sentences that name somebody.
const turning = /[\u202a-\u202e\u2066-\u2069]/;
const visible = /[^\p{C}\p{Z}\p{M}]/u;

/** A name as others read it: of a person or an organization. */
export const GivenName = storableText(200)
  .min(1, "is empty")
  .refine((name) => name === "" || visible.test(name), "shows nothing")
  .refine((name) => !turning.test(name), "contains a character that changes the direction of text");

/** A password as it is typed: nothing is trimmed. */
export const NewPassword = z
  .string()
  .min(passwordLength.least, `must have ${passwordLength.least} characters or more`)
  .max(passwordLength.most, `must have at most ${passwordLength.most} characters`)
  .refine((password) => !isCommonPassword(password), "is one of those that are guessed first");

/** A code of an authenticator app, or a recovery code, as it is typed. */
export const GivenCode = z.string().trim().min(1, "is empty").max(50, "must have at most 50 characters");

/** One that is only compared, so that its shape tells nothing. */
export const GivenPassword = z
  .string()
  .min(1, "is empty")
  .max(passwordLength.most, `must have at most ${passwordLength.most} characters`);
