import type { Jobs } from "../ports/jobs.ts";
import type { Mail, Message } from "../ports/mail.ts";

interface Recipient {
  email: string;
  name: string;
}

/** Sends what was enqueued; a server that does not take a mail gets it again later. */
export async function deliverMail(jobs: Jobs, mail: Mail): Promise<void> {
  await jobs.work("send-mail", (message) => mail.send(message));
}

export function passwordResetMail(publicUrl: string, { email, name }: Recipient, token: string): Message {
  const link = `${publicUrl}/reset-password?token=${encodeURIComponent(token)}`;
  return {
    to: email,
    subject: "Set a new password for NextCRM",
    text: lines(
      `Hello ${name},`,
      "somebody, hopefully you, asked for a new password. This link sets it; it works once, within an hour:",
      link,
      "If it was not you, ignore this mail: your password stays as it is.",
    ),
  };
}

export function verificationMail({ email, name }: Recipient, link: string): Message {
  return {
    to: email,
    subject: "Confirm your email address for NextCRM",
    text: lines(
      `Hello ${name},`,
      "this link confirms that the address is yours; it works within an hour:",
      link,
      "If you did not sign up, ignore this mail.",
    ),
  };
}

export function invitationMail(
  publicUrl: string,
  email: string,
  token: string,
  invitation: { organizationName: string; invitedBy: string; role: string },
): Message {
  const { organizationName, invitedBy, role } = invitation;
  // A name may hold anything; a subject is one line.
  const subject = `${invitedBy} invites you to ${organizationName} on NextCRM`.replaceAll(/\s+/g, " ");
  return {
    to: email,
    subject,
    text: lines(
      "Hello,",
      `${invitedBy} invites you to work in ${organizationName} as ${/^[ao]/.test(role) ? "an" : "a"} ${role}. This link accepts; it works once, within seven days:`,
      invitationLink(publicUrl, token),
    ),
  };
}

/** To whoever asked for a complete export; the file itself takes a sign-in as an owner. */
export function exportReadyMail(
  publicUrl: string,
  { email, name, organizationName }: Recipient & { organizationName: string },
  keptDays: number,
): Message {
  return {
    to: email,
    subject: `The export of ${organizationName} is ready`.replaceAll(/\s+/g, " "),
    text: lines(
      `Hello ${name},`,
      `everything that ${organizationName} has in NextCRM is now in one file. Owners can download it here for ${keptDays} days:`,
      `${publicUrl}/settings/your-data`,
    ),
  };
}

/** To whoever came with an organization from another installation, and has an account without a password. */
export function importedMail(
  publicUrl: string,
  { email, name, organizationName }: Recipient & { organizationName: string },
): Message {
  return {
    to: email,
    subject: `${organizationName} has moved to another NextCRM`.replaceAll(/\s+/g, " "),
    text: lines(
      `Hello ${name},`,
      `${organizationName} has been moved to the installation at ${publicUrl}, and you with it. Your password was not moved. Set a new one for this address here:`,
      `${publicUrl}/forgot-password?email=${encodeURIComponent(email)}`,
      "If you do not know this organization, ignore this mail.",
    ),
  };
}

export function invitationLink(publicUrl: string, token: string): string {
  return `${publicUrl}/invitations/${token}`;
}

const twoFactorEnds = {
  disabled: "two-factor authentication was turned off for your account.",
  reset:
    "the operator of this installation has removed the second factor of your account and signed you out everywhere. Your password is enough for the next sign-in; set the second factor up again then.",
} as const;

/** Tells a person that their account has no second factor any more. */
export function twoFactorMail({ email, name }: Recipient, how: keyof typeof twoFactorEnds): Message {
  return {
    to: email,
    subject: "Two-factor authentication is off for your NextCRM account",
    text: lines(
      `Hello ${name},`,
      twoFactorEnds[how],
      "If you did not expect this, change your password at once and tell the operator of this installation.",
    ),
  };
}

/** Paragraphs; a link stands on a line of its own. */
function lines(...paragraphs: string[]): string {
  return `${paragraphs.join("\n\n")}\n`;
}
