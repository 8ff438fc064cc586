/** How hard a password is to guess, from 0 (refused) to 4, with what to do about it. */
export type Strength = { score: 0 | 1 | 2 | 3 | 4; words: string };

const common = /^(password|passwort|qwert[yz]|letmein|welcome|admin|nextcrm|iloveyou|abc123|monkey|dragon)/i;

/** An estimate by length and variety; what everybody tries first, and one's own name, count for little. */
export function strengthOf(password: string, email: string, shortest: number): Strength {
  if (password.length < shortest) return { score: 0, words: `Too short: ${shortest - password.length} more` };
  const own = email.split("@")[0]?.toLowerCase() ?? "";
  if (common.test(password) || (own.length > 3 && password.toLowerCase().includes(own)))
    return { score: 1, words: "Easy to guess: everybody tries this first" };
  const bits = new Set(password).size * Math.log2(poolOf(password)) * Math.min(1, password.length / 12);
  if (isRun(password) || bits < 28) return { score: 1, words: "Weak: a few unrelated words are better" };
  if (bits < 45) return { score: 2, words: "Fair: longer is better" };
  return bits < 60 ? { score: 3, words: "Good" } : { score: 4, words: "Strong" };
}

/** How many signs it seems to be drawn from. */
function poolOf(password: string): number {
  const kinds: [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[^a-zA-Z\d]/, 30],
  ];
  return kinds.reduce((sum, [kind, size]) => (kind.test(password) ? sum + size : sum), 0);
}

/** `12345678`, `aaaaaaaa`: each sign follows from the one before. */
function isRun(password: string): boolean {
  const codes = Array.from(password, (sign) => sign.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, at) => code - (codes[at] ?? 0)));
  return steps.size === 1;
}
