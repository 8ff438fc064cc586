/** The entry that the outermost of so many proxies wrote into a list that each appends to; the first of a shorter one. */
export function hopOf(list: string, hops: number): string {
  let end = list.length;
  for (let hop = 1; hop < hops; hop++) {
    const comma = list.lastIndexOf(",", end - 1);
    if (comma < 0 || end === 0) break;
    end = comma;
  }
  const comma = end === 0 ? -1 : list.lastIndexOf(",", end - 1);
  return list.slice(comma + 1, end).trim();
}

/** A member of one element of `Forwarded` (RFC 7239), such as `proto` of `for=192.0.2.1;proto=https`. */
export function forwardedMember(element: string, name: string): string | undefined {
  for (const pair of element.split(";")) {
    const match = /^\s*([\w-]+)=(?:"([^"\\]*)"|([^\s"]*))\s*$/.exec(pair);
    if (match?.[1]?.toLowerCase() === name) return match[2] ?? match[3];
  }
  return undefined;
}
