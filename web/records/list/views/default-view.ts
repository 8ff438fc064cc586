import type { Me } from "../../../api/contract.ts";
import { inBrowser } from "../../../app/remembered.ts";

type Person = Pick<Me, "user" | "currentOrganization">;

function keyOf({ user, currentOrganization }: Person, plural: string): string {
  return `nextcrm.view.${currentOrganization?.id}.${user.id}.${plural}`;
}

/** The view that a type's list opens with for this person in this browser; undefined for the whole list. */
export function readDefaultView(person: Person, plural: string): string | undefined {
  return inBrowser.read(keyOf(person, plural));
}

/** Remembers it; `all` forgets it. */
export function writeDefaultView(person: Person, plural: string, id: string): void {
  inBrowser.keep(keyOf(person, plural), id === "all" ? undefined : id);
}
