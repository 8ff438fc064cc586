import { useState } from "react";
import { Field } from "../../components/field.tsx";
import { FieldControl } from "../../records/controls/field-control.tsx";
import { FieldText } from "../../records/list/field-text.tsx";
import type { FieldKind, RecordField } from "../../records/model.ts";
import { FieldValue } from "../../records/value.tsx";
import { fieldOf, kinds, recordOfKinds } from "./kinds.ts";
import type { Exhibit } from "./specimen.tsx";

type ControlProps = { field: RecordField; start: unknown; error?: string };

function Control({ field, start, error }: ControlProps) {
  const [value, setValue] = useState(start);
  const referred = field.kind === "reference" || field.kind === "member" ? (start as { id: string } | null) : null;
  return (
    <Field label={field.label} error={error}>
      <FieldControl
        field={field}
        value={referred && value === start ? referred.id : value}
        referred={referred}
        onChange={setValue}
        currency="EUR"
      />
    </Field>
  );
}

/** How each kind of field is read and written, from its declaration alone. */
export const fieldKinds: Exhibit[] = (Object.keys(kinds) as FieldKind[]).map((kind) => {
  const field = fieldOf(kind, kinds[kind].more);
  const { value } = kinds[kind];
  return {
    name: `Field of kind ${kind}`,
    about: "Read on a page, read inside a link, and written.",
    specimens: [
      { state: "Value", shows: <FieldValue field={field} record={recordOfKinds} /> },
      {
        state: "Value inside a link",
        shows: (
          <div className="flex min-w-0">
            <FieldText field={field} record={recordOfKinds} />
          </div>
        ),
      },
      { state: "Control, empty", shows: <Control field={field} start={null} /> },
      { state: "Control, filled", shows: <Control field={field} start={value} /> },
      { state: "Control, invalid", shows: <Control field={field} start={value} error="Must be something else." /> },
    ],
  };
});
