import { letter } from "../ports/letter.ts";
import type { Recipient } from "../ports/letter.ts";
import type { Message } from "../ports/mail.ts";

interface Told extends Recipient {
  organization: string;
  publicUrl: string;
}

/** `pays`: a subscription goes on, which owners can end all the same. */
export function suspendedMail(told: Told, reason: string, pays: boolean): Message {
  const { organization, publicUrl } = told;
  return letter(told, `${organization} is suspended`, [
    `an operator of this installation has suspended ${organization}. Nobody can work in it for now, API keys are refused, and streams wait. Everything stays as it is.`,
    `The reason given: ${reason}`,
    pays
      ? `The subscription goes on and is paid as before. Owners can cancel it, and change cards, on the page\n${publicUrl}/suspended`
      : publicUrl,
  ]);
}

export function resumedMail(told: Told): Message {
  const { organization, publicUrl } = told;
  return letter(told, `${organization} is no longer suspended`, [
    `an operator of this installation has ended the suspension of ${organization}. Everything is still there, and work can go on:`,
    publicUrl,
  ]);
}

export function visitMail(
  told: Told,
  { reason, role, until }: { reason: string; role: string; until: string },
): Message {
  const { organization, publicUrl } = told;
  const may = role === "admin" ? "see and change records, fields and pipelines" : "see records, and change nothing";
  return letter(told, `An operator is visiting ${organization}`, [
    `an operator of this installation has entered ${organization} to help. Until ${clock(until)} at the latest they can ${may}. They cannot touch members, keys, billing, exports or the log.`,
    `The reason given: ${reason}`,
    `Each thing that they look at or do is in your audit log. Owners can refuse visits, also this one, on the page\n${publicUrl}/settings/organization`,
  ]);
}

function clock(moment: string): string {
  return `${moment.slice(11, 16)} UTC`;
}
