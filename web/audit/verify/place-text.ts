import { formatDecimal } from "../../records/format.ts";

/** As people count, beside the index that the proofs and other programs say. */
export function placeText(index: number): string {
  return `No. ${formatDecimal(index + 1)} (index ${formatDecimal(index)})`;
}
