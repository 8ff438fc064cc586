import { useQuery } from "@tanstack/react-query";
import { Eye, EyeOff } from "lucide-react";
import { Button } from "../components/button.tsx";
import { Input } from "../components/input.tsx";
import { SearchInput } from "../components/search-input.tsx";
import { Select } from "../components/select.tsx";
import { membersQuery, useRecordTypes } from "../records/queries.ts";
import { actions, labelOfAction } from "./words.ts";

type AuditFiltersProps = {
  filters: Record<string, string>;
  showsViews: boolean;
  onChange: (changes: Record<string, string | undefined>) => void;
};

const otherResources = ["user", "session", "member", "invitation", "api_key", "organization", "import"];
const outcomes = ["success", "failure", "denied"].map((value) => ({ value, label: labelOfAction(value) }));
const selectClass = "w-33";

export function AuditFilters({ filters, showsViews, onChange }: AuditFiltersProps) {
  const types = useRecordTypes();
  const { data: members = [] } = useQuery(membersQuery);
  const resources = [
    ...types.map((type) => ({ value: type.name, label: type.label })),
    ...otherResources.map((value) => ({ value, label: labelOfAction(value) })),
  ];
  const set = (name: string) => (value: string | null) => onChange({ [name]: value ?? undefined });
  return (
    <div className="flex gap-1.5 overflow-x-auto border-b border-line px-4 py-2 *:shrink-0">
      <SearchInput label="Search the log" value={filters["search"] ?? ""} onChange={set("search")} className="w-52" />
      <Select
        label="Action"
        placeholder="Any action"
        empty="Any action"
        className={selectClass}
        value={filters["action"] ?? null}
        options={actions.map((value) => ({ value, label: labelOfAction(value) }))}
        onChange={set("action")}
      />
      <Button
        look={showsViews ? "secondary" : "quiet"}
        aria-pressed={showsViews}
        disabled={filters["action"] === "VIEW"}
        onClick={() => onChange({ views: showsViews ? undefined : "1" })}
      >
        {showsViews ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
        Include views
      </Button>
      <Select
        label="Kind of thing"
        placeholder="Anything"
        empty="Anything"
        className={selectClass}
        value={filters["resource"] ?? null}
        options={resources}
        onChange={set("resource")}
      />
      <Select
        label="Who"
        placeholder="Anybody"
        empty="Anybody"
        className={selectClass}
        value={filters["userId"] ?? null}
        options={members.map((member) => ({ value: member.userId ?? member.id, label: member.name }))}
        onChange={set("userId")}
      />
      <Select
        label="Outcome"
        placeholder="Any outcome"
        empty="Any outcome"
        className={selectClass}
        value={filters["outcome"] ?? null}
        options={outcomes}
        onChange={set("outcome")}
      />
      <Input
        type="date"
        aria-label="From"
        className="w-36"
        value={filters["startDate"]?.slice(0, 10) ?? ""}
        onChange={(event) => set("startDate")(event.target.value || null)}
      />
      <Input
        type="date"
        aria-label="Until"
        className="w-36"
        value={filters["endDate"]?.slice(0, 10) ?? ""}
        onChange={(event) => set("endDate")(event.target.value || null)}
      />
    </div>
  );
}
