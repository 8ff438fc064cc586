import type { Me } from "../../../api/contract.ts";

type Person = Pick<Me, "user" | "currentOrganization">;

function keyOf({ user, currentOrganization }: Person, plural: string): string {
  return `nextcrm.view.${currentOrganization?.id}.${user.id}.${plural}`;
}

/** The view that a type's list opens with for this person in this browser; undefined for the whole list. */
export function readDefaultView(person: Person, plural: string): string | undefined {
  try {
    return localStorage.getItem(keyOf(person, plural)) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers it; `all` forgets it. */
export function writeDefaultView(person: Person, plural: string, id: string): void {
  try {
    if (id === "all") localStorage.removeItem(keyOf(person, plural));
    else localStorage.setItem(keyOf(person, plural), id);
  } catch {
    // Without storage every list opens whole.
  }
}
