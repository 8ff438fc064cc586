import { dateOrders, dateReadings } from "./dates.ts";
import type { DateOrder } from "./dates.ts";
import { numberReadings } from "./numbers.ts";
import type { DecimalMark } from "./numbers.ts";

/** What a column holds that can be written in several ways. */
export type Surveyed = "date" | "number" | "integer";

/** How to read one column. */
export interface ColumnConventions {
  dateOrder?: DateOrder;
  decimal?: DecimalMark;
}

/** A column that means something else under another convention, with values that show it. */
export interface Ambiguity {
  column: number;
  parameter: "dateOrder" | "decimal";
  examples: string[];
}

export interface SurveyResult {
  conventions: ColumnConventions[];
  ambiguities: Ambiguity[];
}

/** A wrong value here and there must not outvote a column; a tenth of it does. */
const decisive = 10;

/** Learns from every row how each column writes its dates and numbers. */
export class ColumnSurvey {
  readonly #tallies: (Tally | undefined)[];

  constructor(columns: readonly (Surveyed | undefined)[]) {
    this.#tallies = columns.map((kind) => (kind ? new Tally(kind) : undefined));
  }

  see(cells: readonly string[]): void {
    for (let column = 0; column < this.#tallies.length; column += 1) {
      const cell = cells[column];
      if (cell) this.#tallies[column]?.see(cell);
    }
  }

  /** `given` overrules what the columns say; a column that leaves it open follows the others where these agree. */
  conclude(given: ColumnConventions = {}): SurveyResult {
    const dateOrder = given.dateOrder ?? this.#shared("date");
    const decimal = given.decimal ?? this.#shared("decimal");
    const ambiguities: Ambiguity[] = [];
    const conventions = this.#tallies.map((tally, column): ColumnConventions => {
      if (!tally) return {};
      const isDate = tally.kind === "date";
      const fallback = isDate ? dateOrder : decimal;
      const own = (isDate ? given.dateOrder : given.decimal) ?? tally.verdict();
      if (own === undefined && fallback === undefined && tally.differing > 0) {
        ambiguities.push({ column, parameter: isDate ? "dateOrder" : "decimal", examples: tally.examples });
      }
      const chosen = own ?? fallback;
      return isDate ? { dateOrder: (chosen ?? "ymd") as DateOrder } : { decimal: (chosen ?? ".") as DecimalMark };
    });
    return { conventions, ambiguities };
  }

  /** What all columns agree on that have an opinion. */
  #shared<Kind extends "date" | "decimal">(kind: Kind): (Kind extends "date" ? DateOrder : DecimalMark) | undefined {
    const verdicts = new Set(
      this.#tallies
        .filter((tally) => tally && (tally.kind === "date") === (kind === "date"))
        .map((tally) => tally!.verdict()),
    );
    verdicts.delete(undefined);
    return verdicts.size === 1 ? ([...verdicts][0] as never) : undefined;
  }
}

class Tally {
  readonly kind: Surveyed;
  /** Values that mean different things under different conventions. */
  differing = 0;
  readonly examples: string[] = [];
  readonly #options: readonly string[];
  readonly #unreadable: Record<string, number>;

  constructor(kind: Surveyed) {
    this.kind = kind;
    this.#options = kind === "date" ? dateOrders : [".", ","];
    this.#unreadable = Object.fromEntries(this.#options.map((option) => [option, 0]));
  }

  see(text: string): void {
    const readings: Record<string, string> = this.kind === "date" ? dateReadings(text) : this.#numbers(text);
    const values = Object.values(readings);
    if (values.length === 0) return;
    if (values.length < this.#options.length) {
      for (const option of this.#options) if (!(option in readings)) this.#unreadable[option]! += 1;
    }
    if (values.every((value) => value === values[0])) return;
    this.differing += 1;
    if (this.examples.length < 3 && !this.examples.includes(text)) this.examples.push(text);
  }

  /** The convention under which clearly fewer values are unreadable than under the next, if there is one. */
  verdict(): string | undefined {
    const [best, next] = this.#options.toSorted((a, b) => this.#unreadable[a]! - this.#unreadable[b]!);
    const [fewest, more] = [this.#unreadable[best!]!, this.#unreadable[next!]!];
    return more > fewest * decisive ? best : undefined;
  }

  #numbers(text: string): Record<string, string> {
    const readings = numberReadings(text);
    if (this.kind === "number") return readings;
    return Object.fromEntries(Object.entries(readings).filter(([, value]) => !/\.\d*[1-9]/.test(value)));
  }
}
