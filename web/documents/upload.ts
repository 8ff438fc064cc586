import { addressOf } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { formatBytes } from "../records/format.ts";
import type { StoredRecord } from "../records/model.ts";

/**
 * Sends a file's bytes as the document's next version. `onProgress` hears how much has gone, from 0 to 1.
 * Rejects with ApiProblem, as `call` does; fetch cannot tell how far an upload is.
 */
export function uploadFile(
  documentId: string,
  file: File,
  onProgress: (part: number) => void,
  signal?: AbortSignal,
): Promise<StoredRecord> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", addressOf("/api/documents/{id}/content", { id: documentId }, { filename: file.name }));
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded / Math.max(event.total, 1)));
    request.addEventListener("load", () => {
      const content = documentOf(request.responseText);
      if (request.status < 300) resolve(content as StoredRecord);
      else reject(problemOf(request.status, content));
    });
    request.addEventListener("error", () => reject(brokenOff()));
    request.addEventListener("abort", () => reject(new DOMException("Stopped", "AbortError")));
    signal?.addEventListener("abort", () => request.abort());
    if (signal?.aborted) reject(new DOMException("Stopped", "AbortError"));
    else request.send(file);
  });
}

function documentOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function problemOf(status: number, content: Record<string, unknown>): ApiProblem {
  const most = content["largestBytes"];
  const detail = typeof most === "number" ? { detail: `A file may have at most ${formatBytes(most)}.` } : {};
  return new ApiProblem(status, { title: "The file was not stored", ...content, ...detail });
}

// A server that refuses a large file may close the connection before the last byte.
function brokenOff(): ApiProblem {
  return new ApiProblem(0, {
    title: "The upload broke off",
    detail: "The connection was lost, or the file is larger than this server takes.",
  });
}
