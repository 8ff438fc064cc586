import type { RecordType } from "../records/record-type.ts";
import { account } from "./account.ts";
import { activity } from "./activity.ts";
import { contact } from "./contact.ts";
import { contract } from "./contract.ts";
import { document } from "./document.ts";
import { invoice } from "./invoice.ts";
import { lead } from "./lead.ts";
import { opportunity } from "./opportunity.ts";
import { project } from "./project.ts";
import { task } from "./task.ts";

/** All record types, in the order in which people meet them. */
export const recordTypes = [
  account,
  contact,
  lead,
  opportunity,
  activity,
  task,
  project,
  document,
  invoice,
  contract,
] as const satisfies readonly RecordType[];
