import { letter } from "../../ports/letter.ts";
import type { Recipient } from "../../ports/letter.ts";
import type { Message } from "../../ports/mail.ts";
import { retentionDays } from "./deletion.ts";

/** Somebody who is told, and of what. */
interface Told extends Recipient {
  organization: string;
  publicUrl: string;
}

const page = (publicUrl: string) => `${publicUrl}/settings/deletion`;

export function scheduledMail(told: Told, dueAt: string, removesPeople: boolean, reason?: string): Message {
  const { organization, publicUrl } = told;
  const who = reason === undefined ? "an owner" : "an operator of this installation";
  const why = reason === undefined ? [] : [`The reason given: ${reason}`];
  return letter(told, `${organization} will be deleted on ${day(dueAt)}`, [
    `${who} has scheduled the deletion of ${organization}. On ${day(dueAt)}, in ${retentionDays} days, everything in it is removed for good: records, files, the audit log, its members.`,
    ...why,
    "Until then it can be read and exported, and nothing in it can be changed. API keys have stopped.",
    peopleText(removesPeople),
    `Owners can cancel the deletion until the last moment, on the page\n${page(publicUrl)}`,
  ]);
}

export function reminderMail(told: Told, dueAt: string, days: number): Message {
  const { organization, publicUrl } = told;
  const left = days === 1 ? "tomorrow" : `in ${days} days`;
  return letter(told, `${organization} will be deleted ${left}`, [
    `the deletion of ${organization} is near: ${left}, on ${day(dueAt)}, everything in it is removed for good.`,
    "If you need anything from it, export it before then.",
    `Owners can cancel the deletion until the last moment, on the page\n${page(publicUrl)}`,
  ]);
}

export function cancelledMail(told: Told): Message {
  const { organization, publicUrl } = told;
  return letter(told, `${organization} will not be deleted`, [
    `an owner has cancelled the deletion of ${organization}. Everything is still there, and work can go on:`,
    publicUrl,
  ]);
}

export function notRestoredMail(told: Told): Message {
  const { organization, publicUrl } = told;
  return letter(told, `The subscription of ${organization} has ended`, [
    `the deletion of ${organization} was cancelled, and nothing was lost. Its subscription had ended with the deletion, and cannot resume by itself.`,
    `An owner can take out another on the page\n${publicUrl}/settings/plan`,
  ]);
}

export function erasedMail(told: Told, certificate: string): Message {
  const { organization } = told;
  return letter(told, `${organization} was deleted`, [
    `${organization} was deleted, and everything in it. What follows is the certificate of erasure: how many rows of each table and how many files there were, and that none is left. It is signed with the key of the installation's audit logs; keep it, since this address is forgotten now.`,
    certificate.trimEnd(),
  ]);
}

function peopleText(removesPeople: boolean): string {
  return removesPeople
    ? "Accounts of people who are in no other organization are removed as well."
    : "Your account stays: you can sign in and create or join another organization.";
}

function day(moment: string): string {
  return new Date(moment).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}
