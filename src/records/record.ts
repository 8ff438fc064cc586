/** A record as the API shows it: members in camel case. */
export type Row = Record<string, unknown> & { id: string; version: number; displayName: string };
