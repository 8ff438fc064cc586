import { NameForm } from "../board/name-form.tsx";

/** The place behind the last section, where the next one begins. */
export function AddSection({ onAdd }: { onAdd: (name: string) => Promise<boolean> }) {
  return (
    <div className="w-60 shrink-0 snap-start">
      <NameForm label="New section" placeholder="Add a section" onSubmit={onAdd} />
    </div>
  );
}
