import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const leastBytes = 2_000;
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
/** Quick rather than small: an answer is compressed each time. */
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/**
 * A text in the smallest encoding that the client takes; undefined where none is worth it.
 *
 * Only for answers that hold no secret, or nothing of the request: the length of a compressed answer tells how much of
 * the one is in the other (BREACH). So endpoints ask for it one by one, and none that answers with records does.
 */
export async function compressed(text: string, accepted: string) {
  if (text.length < leastBytes) return undefined;
  if (takes(accepted, "br")) return { encoding: "br", body: new Uint8Array(await brotli(text, quality)) };
  if (takes(accepted, "gzip")) return { encoding: "gzip", body: new Uint8Array(await zip(text)) };
  return undefined;
}

/** `gzip;q=0` refuses it. */
function takes(accepted: string, encoding: string): boolean {
  return accepted.split(",").some((one) => {
    const [name, weight = "q=1"] = one.split(";").map((part) => part.trim());
    return name === encoding && Number(weight.slice(2)) > 0;
  });
}
