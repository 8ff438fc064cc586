const locales = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "cs"];

/** Lower case, without accents and dots: how names of months are compared. */
function foldName(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/\p{M}|\./gu, "")
    .toLowerCase();
}

const months = new Map<string, number>();
for (const locale of locales) {
  for (const month of ["long", "short"] as const) {
    const format = new Intl.DateTimeFormat(locale, { month, day: "numeric", timeZone: "UTC" });
    for (let number = 1; number <= 12; number += 1) {
      const parts = format.formatToParts(Date.UTC(2024, number - 1, 5));
      const name = foldName(parts.find((part) => part.type === "month")?.value ?? "");
      // The first language to claim a name keeps it: abbreviations of different months collide between some.
      if (/^\p{L}/u.test(name) && !months.has(name)) months.set(name, number);
    }
  }
}
months.set("sept", 9);

/** 1 to 12 for a month's name or abbreviation in a dozen European languages. */
export function monthNumber(name: string): number | undefined {
  return months.get(foldName(name));
}
