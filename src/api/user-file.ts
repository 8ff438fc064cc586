const mediaType = /^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+(?:; ?charset=[\w-]+)?$/;
const longestName = 200;

/**
 * The fields that send bytes of a user's making as a file to be saved, never shown: with `securityHeaders` of kind
 * `download`. Name and media type may come from anyone.
 */
export function userFileHeaders(file: { name: string; mediaType?: string | null }): Record<string, string> {
  return {
    "Content-Type": file.mediaType && mediaType.test(file.mediaType) ? file.mediaType : "application/octet-stream",
    "Content-Disposition": contentDisposition(file.name),
  };
}

/** `attachment` with the name in ASCII for old clients and in full as RFC 8187 asks (RFC 6266, section 4.3). */
export function contentDisposition(name: string): string {
  const safe = fileName(name);
  const ascii = inAscii(safe) || "download";
  return safe === ascii
    ? `attachment; filename="${ascii}"`
    : `attachment; filename="${ascii}"; filename*=UTF-8''${extValue(safe)}`;
}

function inAscii(name: string): string {
  const unmarked = name.normalize("NFKD").replace(/\p{M}/gu, "");
  return unmarked.replace(/[^\x20-\x7e]|[%"\\]/gu, "_").trim();
}

/** One name without path, control and direction characters, that neither hides nor leaves its folder. */
function fileName(name: string): string {
  const flat = name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .replace(/[/\\:*?<>|]/g, "_")
    .trim()
    .replace(/^\.+/, "_");
  return shortened(flat) || "download";
}

/** Keeps the extension, which tells the receiving computer what the file is. */
function shortened(name: string): string {
  const letters = Array.from(name);
  if (letters.length <= longestName) return name;
  const extension = /\.[^.]{1,20}$/u.exec(name)?.[0] ?? "";
  return letters.slice(0, longestName - Array.from(extension).length).join("") + extension;
}

function extValue(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
