import type { Field } from "../records/field.ts";
import { country } from "../records/kinds/choice.ts";
import { text } from "../records/kinds/text.ts";

/** The five flat fields of a postal address: `billingStreet`, … `billingCountry`. */
export function address<const Prefix extends string>(prefix: Prefix, group: string, personal = false) {
  const name = (part: string) => (prefix === "" ? part.charAt(0).toLowerCase() + part.slice(1) : prefix + part);
  return {
    [name("Street")]: text("Street", { group, personal }),
    [name("City")]: text("City", { group, personal }),
    [name("State")]: text("State or region", { group, personal }),
    [name("PostalCode")]: text("Postal code", { group, personal }),
    [name("Country")]: country("Country", { group, personal }),
  } as Record<`${Prefix}${"Street" | "City" | "State" | "PostalCode" | "Country"}`, Field<string, false>>;
}
