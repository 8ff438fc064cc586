import {
  CircleCheckBig,
  type LucideIcon,
  Mail,
  MessageSquare,
  NotebookPen,
  Paperclip,
  Phone,
  Users,
} from "lucide-react";
import type { RecordType } from "../model.ts";
import { useRecordType } from "../queries.ts";

export type ComposerKind = { value: string; label: string; icon: LucideIcon; placeholder: string; action: string };

const about: ComposerKind[] = [
  { value: "note", label: "Note", icon: NotebookPen, placeholder: "Write a note…", action: "Add note" },
  { value: "call", label: "Call", icon: Phone, placeholder: "What was said?", action: "Log call" },
  { value: "email", label: "Email", icon: Mail, placeholder: "What was it about?", action: "Log email" },
  { value: "meeting", label: "Meeting", icon: Users, placeholder: "What was agreed?", action: "Log meeting" },
  { value: "task", label: "Task", icon: CircleCheckBig, placeholder: "What needs doing?", action: "Add task" },
  { value: "file", label: "File", icon: Paperclip, placeholder: "", action: "" },
];
const comment: ComposerKind = {
  value: "comment",
  label: "Comment",
  icon: MessageSquare,
  placeholder: "Write a comment…",
  action: "Add comment",
};

/** What can be added to records of a type: where nothing can be linked to them, comments alone. */
export function useComposerKinds(type: RecordType): ComposerKind[] {
  const links = useRecordType("activity")?.fields.find((field) => field.name === "links");
  return links?.targets?.includes(type.name) ? about : [comment];
}
