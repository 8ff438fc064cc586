export type Strength = 0 | 1 | 2 | 3 | 4;

const shortest = 8;
const common = /^(?:p[a@]ssw[o0]rd|qwert[yz]|letmein|welcome|admin|iloveyou|abc123|1234)/i;

/** A rough guess from length and variety: 0 is too short to be taken, 4 strong. Repeats and runs count for little. */
export function strengthOf(password: string): Strength {
  if (password.length < shortest) return 0;
  const variety = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  // `aaaa` and `1234` add one sign's worth of guessing, not four.
  const bare = password
    .replaceAll(/(.)\1+/gu, "$1")
    .replaceAll(/(?:0123|1234|2345|3456|4567|5678|6789|abcd|qwer)\d*/gi, "1");
  const score = bare.length + 2 * (variety - 1);
  if (common.test(password) || score < 10) return 1;
  if (score < 14) return 2;
  return score < 18 ? 3 : 4;
}
