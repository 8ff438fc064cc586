import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

type Tab = { value: string; label: ReactNode; content: ReactNode; className?: string };

export function Tabs({ tabs, value, onChange }: { tabs: Tab[]; value: string; onChange: (value: string) => void }) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(String(next))} className="flex min-h-0 flex-col">
      <Base.List className="relative flex gap-4 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className={cn(
              "-mb-px h-9 whitespace-nowrap border-b-2 border-transparent text-sm font-medium text-ink-muted hover:text-ink data-active:border-accent data-active:text-ink pointer-coarse:h-11",
              tab.className,
            )}
          >
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className={cn("pt-4", tab.className)}>
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
