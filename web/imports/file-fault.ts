import { formatBytes } from "../records/format.ts";

export type FileFault = { title: string; advice: string };

/** The server's own limit is a setting; this is its default. */
const largestBytes = 1024 ** 3;
const spreadsheets = /\.(xlsx?|xlsm|xlsb|ods|numbers)$/i;
const spreadsheetAdvice =
  "Open it in the program it comes from and save the sheet as CSV: in Excel “Save as… CSV UTF-8”, in Google Sheets “Download, Comma-separated values”, in Numbers “Export to, CSV”. Then drop that file here.";

/** Why a file cannot be imported, where its name or its first bytes tell already; undefined for a file worth reading. */
export async function faultOf(file: File): Promise<FileFault | undefined> {
  if (file.size === 0) {
    return {
      title: `“${file.name}” is empty`,
      advice: "It is empty. Export it again, or choose another.",
    };
  }
  if (file.size > largestBytes) {
    return {
      title: `“${file.name}” is too large`,
      advice: `It has ${formatBytes(file.size)}; at most ${formatBytes(largestBytes)} can be imported at once. Split it into parts.`,
    };
  }
  const head = await firstBytes(file);
  if (!head) return { title: `“${file.name}” cannot be read`, advice: "Is it a folder, or is it open elsewhere?" };
  if (
    spreadsheets.test(file.name) ||
    startsWith(head, "PK\u0003\u0004") ||
    startsWith(head, "\u00D0\u00CF\u0011\u00E0")
  ) {
    return { title: `“${file.name}” is a spreadsheet, not CSV`, advice: spreadsheetAdvice };
  }
  if (startsWith(head, "%PDF")) {
    return { title: `“${file.name}” is a PDF`, advice: "Tables in a PDF cannot be read. Export them as CSV instead." };
  }
  const isUtf16 = startsWith(head, "\u00FF\u00FE") || startsWith(head, "\u00FE\u00FF");
  if (!isUtf16 && head.includes(0)) {
    return { title: `“${file.name}” is not a text file`, advice: "Rows and columns are needed, as CSV." };
  }
  return undefined;
}

async function firstBytes(file: File): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await file.slice(0, 4096).arrayBuffer());
  } catch {
    return undefined;
  }
}

function startsWith(bytes: Uint8Array, signature: string): boolean {
  return Array.from(signature, (sign) => sign.charCodeAt(0)).every((byte, at) => bytes[at] === byte);
}
