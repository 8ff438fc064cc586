import type { Actor } from "../access/caller.ts";
import { newId } from "../identifier.ts";
import type { RecordType } from "../records/record-type.ts";
import { defaultsOf } from "../records/store.ts";
import type { Values } from "../records/store.ts";
import type { Random } from "./random.ts";

/** What a record was from a moment on, and by whose hand. */
export interface State {
  /** Milliseconds since 1970. */
  at: number;
  by: Actor;
  values: Values;
  action: "CREATE" | "UPDATE" | "PAYMENT";
}

/** A record with all that it ever was, oldest first. */
export interface Life {
  type: RecordType;
  id: string;
  states: State[];
  /** Values that follow from other records and that no event tells. */
  quiet: Values;
}

/** The lives of many records. */
export interface History {
  lives: Life[];
  /** The record's id is of that moment too, so that lists show it in its place. */
  begin(type: RecordType, at: number, by: Actor, values: Values): Life;
}

export function historyWith(random: Random): History {
  const lives: Life[] = [];
  return {
    lives,
    begin: (type, at, by, values) => {
      const id = newId({ msecs: at, random: random.bytes(16) });
      const life: Life = {
        type,
        id,
        states: [{ at, by, values: { ...defaultsOf(type), ownerId: by.userId, ...values }, action: "CREATE" }],
        quiet: {},
      };
      lives.push(life);
      return life;
    },
  };
}

/** Adds a change to a life. It is at least a minute after the one before. */
export function change(
  life: Life,
  at: number,
  by: Actor,
  values: Values,
  action: "UPDATE" | "PAYMENT" = "UPDATE",
): void {
  const { at: before, values: previous } = life.states.at(-1)!;
  life.states.push({ at: Math.max(at, before + 60_000), by, values: { ...previous, ...values }, action });
}

export function bornAt({ states }: Life): number {
  return states[0]!.at;
}

/** What a record is in the end. */
export function valuesOf({ states }: Life): Values {
  return states.at(-1)!.values;
}
