import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { boxClass, Section } from "../settings/section.tsx";
import { addressOf, operatorPages } from "./pages.ts";

/** What there is about the installation. */
export function OverviewPage() {
  return (
    <Section title="The installation" intro="Every look at these pages is an event of the operator’s log.">
      <ul className={boxClass}>
        {operatorPages
          .filter(({ path }) => path !== "")
          .map((page) => (
            <li key={page.path}>
              <Link to={addressOf(page)} search={{}} className="flex min-h-14 items-center gap-3 px-4 hover:bg-hover">
                <page.icon className="size-4 shrink-0 text-ink-muted" aria-hidden />
                <span className="min-w-0 flex-1 text-sm">
                  {page.title}
                  <span className="block truncate text-xs text-ink-muted">{page.about}</span>
                </span>
                <ChevronRight className="size-4 text-ink-faint" aria-hidden />
              </Link>
            </li>
          ))}
      </ul>
    </Section>
  );
}
