import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, TextCursorInput, Trash2 } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { CustomField } from "../api/contract.ts";
import { useCan } from "../app/session.ts";
import { Badge } from "../components/badge.tsx";
import { Button, IconButton } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { Select } from "../components/select.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { recordTypesQuery, useRecordTypes } from "../records/queries.ts";
import { FieldDialog } from "./field-dialog.tsx";
import { labelOfKind } from "./field-kinds.ts";
import { boxClass, lineClass, Section, usePageTitle } from "./section.tsx";

const fieldsKey = ["custom-fields"];

/** Fields that an organization adds to the types of record. */
export function FieldsPage() {
  usePageTitle("Fields");
  const types = useRecordTypes();
  const can = useCan();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState(types[0]?.name ?? "account");
  const [editing, setEditing] = useState<CustomField | "new">();
  const [leaving, setLeaving] = useState<CustomField>();
  const fields = useQuery({
    queryKey: [...fieldsKey, chosen],
    queryFn: ({ signal }) => call("GET /api/custom-fields", { query: { recordType: chosen }, signal }),
  });
  const type = types.find(({ name }) => name === chosen);
  const may = can("fields.manage");
  const refresh = async () => {
    void queryClient.invalidateQueries({ queryKey: ["records"] });
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: fieldsKey }),
      queryClient.invalidateQueries({ queryKey: recordTypesQuery.queryKey }),
    ]);
  };
  return (
    <Section
      title="Fields of your own"
      intro="They show on records, in lists, forms, filters, imports and the API like any other."
      action={
        may && (
          <Button look="primary" onClick={() => setEditing("new")}>
            <Plus aria-hidden />
            New field
          </Button>
        )
      }
    >
      <Select
        label="Type of record"
        className="mb-3 w-48"
        value={chosen}
        options={types.map(({ name, pluralLabel }) => ({ value: name, label: pluralLabel }))}
        onChange={(next) => next && setChosen(next)}
      />
      {fields.isPending && <SkeletonLines lines={3} />}
      {fields.isError && <ErrorState error={fields.error} retry={() => void fields.refetch()} />}
      {fields.data?.data.length === 0 && (
        <Notice icon={TextCursorInput} title={`${type?.pluralLabel ?? "These"} have no fields of your own`}>
          Add what your work needs: a contract number, a size, a region.
        </Notice>
      )}
      {fields.data && fields.data.data.length > 0 && (
        <ul className={boxClass}>
          {fields.data.data.map((field) => (
            <li key={field.id} className={lineClass}>
              <div className="min-w-36 flex-1">
                <p className="truncate text-sm font-medium">{field.label}</p>
                <p className="truncate text-xs text-ink-faint">
                  {[labelOfKind(field.kind), field.choices.join(", ")].filter(Boolean).join(": ")}
                </p>
              </div>
              {field.required && <Badge>Required</Badge>}
              {field.personal && <Badge>Personal data</Badge>}
              {may && (
                <div className="-mr-2 flex">
                  <IconButton label={`Edit ${field.label}`} size="icon-sm" onClick={() => setEditing(field)}>
                    <Pencil aria-hidden />
                  </IconButton>
                  <IconButton label={`Remove ${field.label}`} size="icon-sm" onClick={() => setLeaving(field)}>
                    <Trash2 aria-hidden />
                  </IconButton>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {editing && (
        <FieldDialog
          recordType={chosen}
          field={editing === "new" ? undefined : editing}
          onClose={() => setEditing(undefined)}
          onSaved={refresh}
        />
      )}
      <Confirm
        open={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={`Remove the field “${leaving?.label ?? ""}”?`}
        description={`Its values go with it, on all ${type?.pluralLabel.toLowerCase() ?? "records"}.`}
        action="Remove"
        onConfirm={async () => {
          await call("DELETE /api/custom-fields/{id}", { params: { id: leaving?.id ?? "" } });
          await refresh();
        }}
      />
    </Section>
  );
}
