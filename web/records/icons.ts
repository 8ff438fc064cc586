import {
  Building2,
  CalendarClock,
  CircleCheckBig,
  FileSignature,
  FileText,
  FolderKanban,
  type LucideIcon,
  ReceiptText,
  Shapes,
  Target,
  UserRound,
  UserRoundSearch,
} from "lucide-react";

const icons: Record<string, LucideIcon> = {
  account: Building2,
  contact: UserRound,
  lead: UserRoundSearch,
  opportunity: Target,
  activity: CalendarClock,
  task: CircleCheckBig,
  project: FolderKanban,
  document: FileText,
  invoice: ReceiptText,
  contract: FileSignature,
};

/** The picture of a record type; one that is declared later gets a plain shape until it has its own. */
export function iconOf(type: string): LucideIcon {
  return icons[type] ?? Shapes;
}

/** Types whose records are people get round avatars. */
export function isPerson(type: string): boolean {
  return type === "contact" || type === "lead";
}
