import { UnreadableExport } from "../../proofs/export-file.ts";
import { verifyExport as verify } from "../../proofs/verify-export.ts";
import type { ExportVerdict } from "../../proofs/verify-export.ts";
import { Refusal } from "../refusal.ts";
import { machine } from "./node-hashing.ts";

/** Verifies a downloaded export, against its own checkpoint and those that somebody kept. */
export async function verifyExport(
  lines: AsyncIterable<string>,
  kept: readonly string[] = [],
  trusted?: readonly Uint8Array[],
): Promise<ExportVerdict> {
  try {
    return await verify(machine, lines, { kept, ...(trusted && { trusted }) });
  } catch (error) {
    throw error instanceof UnreadableExport ? new Refusal(error.message, { cause: error }) : error;
  }
}
