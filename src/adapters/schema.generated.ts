// Placeholder until the first generation.
// oxlint-disable-next-line typescript/no-explicit-any
export type DB = any;
