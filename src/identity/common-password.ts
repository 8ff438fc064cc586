/** What lists of leaked passwords begin with, in small letters. Digits and signs around them are what everybody adds. */
const common = new Set(
  (
    "password passwort passwd pass qwerty qwertz qwertyuiop azerty asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx letmein " +
    "welcome willkommen iloveyou admin administrator root login test testtest changeme secret master hello abc abcd " +
    "abcdef abcdefgh dragon monkey football baseball sunshine princess superman batman trustno default guest user nextcrm"
  ).split(" "),
);

const runs = "01234567890123456789 98765432109876543210 abcdefghijklmnopqrstuvwxyz qwertyuiop qwertzuiop asdfghjkl";
const letterLike: Record<string, string> = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", $: "s" };

/** Whether a password is among those that are tried first: a common word with digits and signs around it, or a run. */
export function isCommonPassword(password: string): boolean {
  // Nobody tries one of these first, and what is far too long is not looked through.
  if (password.length > 64) return false;
  const small = password.toLowerCase();
  if (/^(.{1,4}?)\1+$/su.test(small) || runs.split(" ").some((run) => run.includes(small))) return true;
  const trimmed = small.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return [trimmed, unmasked(trimmed), unmasked(small)].some((word) => common.has(word));
}

/** With letters for the signs that stand for them: `p@ssw0rd`. */
function unmasked(word: string): string {
  return word.replaceAll(/[01345@$]/g, (sign) => letterLike[sign] ?? sign);
}
