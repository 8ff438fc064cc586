import { Combobox } from "@base-ui/react/combobox";
import { Plus, SquarePen } from "lucide-react";
import { Avatar } from "../../components/avatar.tsx";
import { cn } from "../../components/class-names.ts";
import { itemClass } from "../../components/item-class.ts";
import { isPerson } from "../icons.ts";
import type { RecordType } from "../model.ts";

/** A record to pick, or an offer to make one: `now` by its name alone, or in a `form`. */
export type PickerItem = { id: string; title: string; subtitle?: string; offer?: "now" | "form" };

export function ReferenceItem({ item, target }: { item: PickerItem; target: RecordType | undefined }) {
  if (item.offer) return <Offer item={item} label={target?.label.toLowerCase() ?? "record"} />;
  return (
    <Combobox.Item value={item} className={itemClass}>
      <Avatar name={item.title} shape={isPerson(target?.name ?? "") ? "person" : "thing"} />
      <span className="min-w-0 truncate">{item.title}</span>
      {item.subtitle && (
        <span className="ml-auto max-w-[55%] min-w-0 shrink-0 truncate pl-2 text-xs text-ink-faint">
          {item.subtitle}
        </span>
      )}
    </Combobox.Item>
  );
}

function Offer({ item, label }: { item: PickerItem; label: string }) {
  const atOnce = item.offer === "now";
  return (
    <Combobox.Item value={item} className={cn(itemClass, "text-ink-muted")}>
      {atOnce ? <Plus aria-hidden /> : <SquarePen aria-hidden />}
      <span className="min-w-0 truncate">
        {atOnce ? `Create ${label} “${item.title}”` : `New ${label} with details…`}
      </span>
    </Combobox.Item>
  );
}
