import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { Fragment, type ReactNode, useEffect } from "react";

export type Crumb = { label: string; plural: string; /** Of a record's page; else it is the list's. */ id?: string };

/** Where you are, and what can be done here. Also names the browser's tab. */
export function PageHeader({
  crumbs,
  title,
  aside,
  actions,
}: {
  crumbs?: Crumb[];
  title: string;
  aside?: ReactNode;
  actions?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · NextCRM`;
  }, [title]);
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
      <div className="flex min-w-0 flex-1 items-center gap-1.5 text-sm">
        {crumbs?.map((crumb) => (
          <Fragment key={crumb.id ?? crumb.plural}>
            <Link
              to={crumb.id ? "/$plural/$id" : "/$plural"}
              params={{ plural: crumb.plural, ...(crumb.id && { id: crumb.id }) } as never}
              className="max-w-60 shrink-0 truncate rounded text-ink-muted hover:text-ink max-sm:max-w-24 max-sm:truncate"
            >
              {crumb.label}
            </Link>
            <ChevronRight className="size-3.5 shrink-0 text-ink-faint" aria-hidden />
          </Fragment>
        ))}
        <h1 className="truncate font-semibold">{title}</h1>
        {aside}
      </div>
      {actions && <div className="flex shrink-0 items-center gap-1.5">{actions}</div>}
    </header>
  );
}
