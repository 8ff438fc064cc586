import type { RecordField } from "../records/model.ts";

/** Regions that are offered by name; any other BCP 47 tag can be typed. */
const tags =
  "ar-AE ar-EG ar-SA bg-BG bn-BD ca-ES cs-CZ da-DK de-AT de-CH de-DE el-GR en-AU en-CA en-GB en-IE en-IN en-NZ en-US en-ZA " +
  "es-AR es-CL es-CO es-ES es-MX et-EE fa-IR fi-FI fr-BE fr-CA fr-CH fr-FR he-IL hi-IN hr-HR hu-HU id-ID it-CH it-IT ja-JP " +
  "ko-KR lt-LT lv-LV ms-MY nb-NO nl-BE nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sl-SI sr-RS sv-SE th-TH tr-TR uk-UA vi-VN " +
  "zh-CN zh-HK zh-TW";

const names = new Intl.DisplayNames(["en"], { type: "language", languageDisplay: "standard" });

/** `de-AT` is "German (Austria)". */
export function nameOfLocale(tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export const localeField = {
  name: "locale",
  label: "Region",
  kind: "choice",
  choices: tags
    .split(" ")
    .map((value) => ({ value, label: nameOfLocale(value) }))
    .toSorted((one, other) => one.label.localeCompare(other.label, "en")),
} as unknown as RecordField;

let zones: RecordField | undefined;

/** Every time zone with its distance from UTC as it is now; made when first asked for, since there are 400. */
export function timeZoneField(): RecordField {
  const choices = () =>
    ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")].map((value) => ({
      value,
      label: `${value.replaceAll("_", " ")} (${offsetOf(value)})`,
    }));
  zones ??= { name: "timeZone", label: "Time zone", kind: "choice", choices: choices() } as unknown as RecordField;
  return zones;
}

function offsetOf(timeZone: string): string {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" });
  return format.formatToParts().find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/** 1 is Monday. */
export function weekdayName(day: number): string {
  // The 1st of January 2024 was a Monday.
  const date = new Date(Date.UTC(2024, 0, day));
  return new Intl.DateTimeFormat("en", { weekday: "long", timeZone: "UTC" }).format(date);
}
