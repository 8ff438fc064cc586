import { letter } from "../ports/letter.ts";
import type { Recipient } from "../ports/letter.ts";
import type { Message } from "../ports/mail.ts";

interface Told extends Recipient {
  organization: string;
  publicUrl: string;
}

/** At once, halfway, and at the end of the grace. */
export type Stage = 1 | 2 | 3;

/** A payment has failed, still fails, or has failed for too long. */
export function paymentMail(stage: Stage, told: Told, graceUntil: string): Message {
  const { organization, publicUrl } = told;
  const { subject, text } = words(stage, organization, day(graceUntil));
  return letter(told, subject, [
    text,
    `Pay, or change the card, on the page\n${publicUrl}/settings/plan`,
    "Nothing that is there is lost.",
  ]);
}

function words(stage: Stage, organization: string, until: string): { subject: string; text: string } {
  if (stage === 3)
    return {
      subject: `${organization} is on the plan Free now`,
      text: `the payment for ${organization} has failed for too long, and it has what the plan Free allows. As soon as it is paid, the plan is back.`,
    };
  return {
    subject: stage === 1 ? `The payment for ${organization} failed` : `The payment for ${organization} still fails`,
    text: `the payment for the plan of ${organization} ${stage === 1 ? "has failed" : "still fails"}. Until ${until} nothing changes. Then it has what the plan Free allows, until it is paid.`,
  };
}

function day(moment: string): string {
  return new Date(moment).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}
