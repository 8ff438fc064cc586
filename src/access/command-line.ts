import { hostname, userInfo } from "node:os";
import { internalOrigin, systemActor } from "./caller.ts";
import type { Actor, Origin } from "./caller.ts";

/** Whoever runs a command: the account of the operating system and the machine, `root@crm-1`. The program knows no more. */
export function whoRunsCommand(): string {
  return `${accountName()}@${hostname()}`;
}

/** In a container the user may have a number and no name. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

/** Who acts in an organization by a command. */
export function commandLineActor(organizationId: string): Actor {
  return { ...systemActor(organizationId, whoRunsCommand()), method: "command_line" };
}

/** Where a command's act came from: `nextcrm audit search`. */
export function commandLineOrigin(command: string): Origin {
  return internalOrigin(`nextcrm ${command}`);
}
