/** A receiver's address for the log: what its query holds may be a key, and is left out. */
export function maskedUrl(text: string): string {
  const url = new URL(text);
  for (const name of new Set(url.searchParams.keys())) url.searchParams.set(name, "***");
  return url.href;
}
