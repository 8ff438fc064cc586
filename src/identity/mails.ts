import type { Jobs } from "../ports/jobs.ts";
import { letter, message } from "../ports/letter.ts";
import type { Recipient } from "../ports/letter.ts";
import type { Mail, Message } from "../ports/mail.ts";

/** Sends what was enqueued; a server that does not take a mail gets it again later. */
export async function deliverMail(jobs: Jobs, mail: Mail): Promise<void> {
  await jobs.work("send-mail", (message) => mail.send(message));
}

export function passwordResetMail(publicUrl: string, to: Recipient, token: string): Message {
  const link = `${publicUrl}/reset-password?token=${encodeURIComponent(token)}`;
  return letter(to, "Set a new password for NextCRM", [
    "somebody, hopefully you, asked for a new password. This link sets it; it works once, within an hour:",
    link,
    "If it was not you, ignore this mail: your password stays as it is.",
  ]);
}

export function verificationMail(to: Recipient, link: string): Message {
  return letter(to, "Confirm your email address for NextCRM", [
    "this link confirms that the address is yours; it works within an hour:",
    link,
    "If you did not sign up, ignore this mail.",
  ]);
}

export function invitationMail(
  publicUrl: string,
  email: string,
  token: string,
  invitation: { organizationName: string; invitedBy: string; role: string },
): Message {
  const { organizationName, invitedBy, role } = invitation;
  return message(email, `${invitedBy} invites you to ${organizationName} on NextCRM`, [
    "Hello,",
    `${invitedBy} invites you to work in ${organizationName} as ${/^[ao]/.test(role) ? "an" : "a"} ${role}. This link accepts; it works once, within seven days:`,
    invitationLink(publicUrl, token),
  ]);
}

/** To whoever asked for a complete export; the file itself takes a sign-in as an owner. */
export function exportReadyMail(
  publicUrl: string,
  { organizationName, ...to }: Recipient & { organizationName: string },
  keptDays: number,
): Message {
  return letter(to, `The export of ${organizationName} is ready`, [
    `everything that ${organizationName} has in NextCRM is now in one file. Owners can download it here for ${keptDays} days:`,
    `${publicUrl}/settings/your-data`,
  ]);
}

/** To whoever came with an organization from another installation, and has an account without a password. */
export function importedMail(
  publicUrl: string,
  { organizationName, ...to }: Recipient & { organizationName: string },
): Message {
  return letter(to, `${organizationName} has moved to another NextCRM`, [
    `${organizationName} has been moved to the installation at ${publicUrl}, and you with it. Your password was not moved. Set a new one for this address here:`,
    `${publicUrl}/forgot-password?email=${encodeURIComponent(to.email)}`,
    "If you do not know this organization, ignore this mail.",
  ]);
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
export function twoFactorMail(to: Recipient, how: keyof typeof twoFactorEnds): Message {
  return letter(to, "Two-factor authentication is off for your NextCRM account", [
    twoFactorEnds[how],
    "If you did not expect this, change your password at once and tell the operator of this installation.",
  ]);
}
