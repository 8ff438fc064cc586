import { useState } from "react";
import { themes } from "../app/account-menu.tsx";
import { changePreferences } from "../app/preferences.ts";
import { browserTimeZone, type Preferences, readerWeekStart } from "../app/reader.ts";
import { useMe } from "../app/session.ts";
import { useTheme } from "../app/theme.ts";
import { cn } from "../components/class-names.ts";
import { Select } from "../components/select.tsx";
import { toast } from "../components/toast.tsx";
import { useSubmission } from "../entry/entry-card.tsx";
import { tell } from "../records/changes.ts";
import { OpenChoice } from "../records/controls/open-choice.tsx";
import { writingExample } from "../records/format.ts";
import { localeField, nameOfLocale, timeZoneField, weekdayName } from "./regions.ts";
import { Section } from "./section.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { SettingsRow } from "./settings-row.tsx";

export function PreferencesPage() {
  return (
    <>
      <Section title="Theme" intro="Saved with your account, for every browser you sign in from.">
        <ThemeChoice />
      </Section>
      <Section
        title="Region and time"
        intro="NextCRM is in English. Dates, numbers and money follow the region you choose."
      >
        <RegionForm />
      </Section>
    </>
  );
}

function ThemeChoice() {
  const theme = useTheme();
  return (
    <fieldset className="grid max-w-md grid-cols-3 gap-2">
      <legend className="sr-only">Theme</legend>
      {themes.map(({ value, label, icon: Icon }) => (
        <label
          key={value}
          className={cn(
            "relative flex flex-col items-center gap-2 rounded-lg border border-line px-2 py-3 text-center text-xs font-medium text-ink-muted hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent",
            theme === value && "border-accent bg-accent-soft text-ink hover:bg-accent-soft",
          )}
        >
          <input
            type="radio"
            name="theme"
            className="absolute inset-0 opacity-0"
            checked={theme === value}
            onChange={() => void changePreferences({ theme: value }).catch(tell)}
          />
          <Icon className="size-5" aria-hidden />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

type Region = Omit<Preferences, "theme">;

const regionOf = ({ locale, timeZone, weekStart }: Preferences): Region => ({ locale, timeZone, weekStart });

function RegionForm() {
  const kept = regionOf(useMe().preferences);
  const [draft, setDraft] = useState(kept);
  // Typed text belongs to the controls: what is discarded takes them along.
  const [round, setRound] = useState(0);
  const changed = JSON.stringify(draft) !== JSON.stringify(kept);
  const change = (part: Partial<Region>) => setDraft((before) => ({ ...before, ...part }));
  const start = (region: Region) => {
    setDraft(region);
    setRound((count) => count + 1);
  };
  const submission = useSubmission(async () => {
    start(regionOf(await changePreferences(draft)));
    toast.done({ title: "Saved", detail: "Dates and numbers are written this way from now on." });
  });
  const text = (value: unknown) => (typeof value === "string" && value ? value : null);
  return (
    <SettingsForm submission={submission} changed={changed} onDiscard={() => start(kept)}>
      <SettingsRow
        label="Region"
        hint="How dates, numbers and money are written."
        error={submission.faultOf("preferences.locale")}
      >
        <OpenChoice
          key={round}
          field={localeField}
          placeholder={`As the browser: ${nameOfLocale(navigator.language)}`}
          value={draft.locale}
          onChange={(value) => change({ locale: text(value) })}
        />
      </SettingsRow>
      <SettingsRow
        label="Time zone"
        hint="Times are shown in this zone."
        error={submission.faultOf("preferences.timeZone")}
      >
        <OpenChoice
          key={round}
          field={timeZoneField()}
          placeholder={`As the browser: ${browserTimeZone().replaceAll("_", " ")}`}
          value={draft.timeZone}
          onChange={(value) => change({ timeZone: text(value) })}
        />
      </SettingsRow>
      <WeekStart draft={draft} onChange={(weekStart) => change({ weekStart })} />
      <Example draft={draft} />
    </SettingsForm>
  );
}

function WeekStart({ draft, onChange }: { draft: Region; onChange: (weekStart: number | null) => void }) {
  const usual = writingExample(draft, "EUR") && weekdayName(readerWeekStart({ ...draft, weekStart: null }));
  return (
    <SettingsRow label="Week begins on" hint="For “this week” and in calendars.">
      <Select
        value={draft.weekStart === null ? null : String(draft.weekStart)}
        options={[1, 6, 7].map((day) => ({ value: String(day), label: weekdayName(day) }))}
        empty={usual ? `As in the region (${usual})` : "As in the region"}
        placeholder={usual ? `As in the region (${usual})` : "As in the region"}
        onChange={(day) => onChange(day === null ? null : Number(day))}
      />
    </SettingsRow>
  );
}

/** What the choice looks like, before it is kept. */
function Example({ draft }: { draft: Region }) {
  const currency = useMe().currentOrganization?.defaultCurrency ?? "EUR";
  const example = writingExample(draft, currency);
  return (
    <p className="flex flex-wrap gap-x-2 bg-canvas px-4 py-2.5 text-sm last:rounded-b-xl" role="status">
      <span className="text-ink-faint">
        {example ? "Now, and a number:" : "Choose from the list to see an example."}
      </span>
      <span className="font-medium tabular-nums">{example?.join(" · ")}</span>
    </p>
  );
}
