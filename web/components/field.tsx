import { createContext, type ReactNode, use, useId } from "react";
import { cn } from "./class-names.ts";

type FieldState = { id: string; describedBy: string | undefined; invalid: boolean; required: boolean };

const FieldContext = createContext<FieldState | null>(null);

/** What a control needs to belong to the field around it; outside a field it needs nothing. */
export function useFieldControl() {
  const field = use(FieldContext);
  if (!field) return {};
  return {
    id: field.id,
    "aria-describedby": field.describedBy,
    "aria-invalid": field.invalid || undefined,
    "aria-required": field.required || undefined,
  };
}

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  required?: boolean;
  className?: string;
  children: ReactNode;
};

/** A label, its control, and below them a hint or what is wrong. */
export function Field({ label, hint, error, required = false, className, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const describedBy = error || hint ? noteId : undefined;
  return (
    <div className={cn("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={id} className="text-xs font-medium text-ink-muted">
        {label}
        {required && (
          <span className="text-danger" aria-hidden>
            {" *"}
          </span>
        )}
      </label>
      <FieldContext value={{ id, describedBy, invalid: Boolean(error), required }}>{children}</FieldContext>
      {error ? (
        <p id={noteId} className="text-xs text-danger">
          {error}
        </p>
      ) : (
        hint && (
          <p id={noteId} className="text-xs text-ink-faint">
            {hint}
          </p>
        )
      )}
    </div>
  );
}
