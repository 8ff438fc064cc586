import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { Fragment, type ReactNode, useEffect } from "react";

export type Crumb = { label: string } & (
  | { plural: string; /** Of a record's page; else it is the list's. */ id?: string }
  | { to: string }
);

type PageHeaderProps = { crumbs?: Crumb[]; title: string; aside?: ReactNode; actions?: ReactNode };

/** Where you are, and what can be done here. Also names the browser's tab. */
export function PageHeader({ crumbs = [], title, aside, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · NextCRM`;
  }, [title]);
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4 print:hidden">
      <div className="flex min-w-0 flex-1 items-center gap-1.5 text-sm">
        {crumbs.length > 0 && (
          <nav aria-label="Breadcrumbs" className="flex max-w-1/2 shrink-0 items-center gap-1.5">
            {crumbs.map((crumb) => (
              <Fragment key={addressOf(crumb)}>
                <Link
                  to={addressOf(crumb)}
                  className="min-w-0 max-w-60 truncate rounded text-ink-muted hover:text-ink pointer-coarse:py-2"
                >
                  {crumb.label}
                </Link>
                <ChevronRight className="size-3.5 shrink-0 text-ink-faint" aria-hidden />
              </Fragment>
            ))}
          </nav>
        )}
        {/* Takes the focus when a page opens, so that a screen reader says where one is. */}
        <h1 tabIndex={-1} data-page-title className="truncate font-semibold outline-none">
          {title}
        </h1>
        {aside}
      </div>
      {actions && <div className="flex shrink-0 items-center gap-1.5">{actions}</div>}
    </header>
  );
}

function addressOf(crumb: Crumb): string {
  if ("to" in crumb) return crumb.to;
  return crumb.id ? `/${crumb.plural}/${crumb.id}` : `/${crumb.plural}`;
}
