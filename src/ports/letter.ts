import type { Message } from "./mail.ts";

export interface Recipient {
  name: string;
  email: string;
}

/** A message to a person. A paragraph is a text or a link alone; names in the subject may hold anything. */
export function letter({ name, email }: Recipient, subject: string, paragraphs: readonly string[]): Message {
  return message(email, subject, [`Hello ${name},`, ...paragraphs]);
}

/** To an address whose person's name is not known: the first paragraph is the greeting. A subject is one line. */
export function message(email: string, subject: string, paragraphs: readonly string[]): Message {
  return { to: email, subject: subject.replaceAll(/\s+/g, " "), text: `${paragraphs.join("\n\n")}\n` };
}
