import { Avatar } from "../components/avatar.tsx";
import { isPerson } from "./icons.ts";
import { TypeIcon } from "./type-icon.tsx";

/** People and companies have faces of their own; everything else has its type's icon. */
export function RecordMark({ type, name }: { type: string; name: string }) {
  if (type === "account" || isPerson(type)) return <Avatar name={name} shape={isPerson(type) ? "person" : "thing"} />;
  return <TypeIcon type={type} className="size-4 shrink-0 text-ink-faint" />;
}
