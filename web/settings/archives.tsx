import { useInfiniteQuery } from "@tanstack/react-query";
import { Archive, Download } from "lucide-react";
import { addressOf } from "../api/client.ts";
import { Button, buttonClass } from "../components/button.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { formatBytes, formatDay } from "../records/format.ts";
import { eventsText } from "./retention.tsx";
import { archivesQuery } from "./retention-queries.ts";
import { boxClass, lineClass, Section } from "./section.tsx";

/** Files of events that have left the log. */
export function Archives() {
  const archives = useInfiniteQuery(archivesQuery);
  const files = archives.data?.pages.flatMap((page) => page.archives) ?? [];
  return (
    <Section
      title="Archives"
      intro={
        <>
          Each can be checked by itself: <code className="font-mono text-xs">nextcrm audit verify --export FILE</code>
        </>
      }
    >
      {archives.isPending ? (
        <SkeletonLines lines={3} />
      ) : archives.isError ? (
        <ErrorState error={archives.error} retry={() => void archives.refetch()} />
      ) : files.length === 0 ? (
        <Notice icon={Archive} title="Nothing is archived" boxed>
          Archives appear here once the first events pass their retention period.
        </Notice>
      ) : (
        <ul className={boxClass}>
          {files.map(({ id, from, to, events, size, sha256 }) => (
            <li key={id} className={lineClass}>
              <Archive className="size-4 text-ink-faint" aria-hidden />
              <div className="min-w-44 flex-1 text-xs text-ink-faint">
                <p className="text-sm font-medium text-ink">
                  {formatDay(from)} to {formatDay(to)}
                </p>
                <p>
                  {eventsText(events)}, {formatBytes(size)}
                </p>
                <p className="truncate">
                  SHA-256 <code className="font-mono select-all">{sha256}</code>
                </p>
              </div>
              <a
                className={buttonClass()}
                aria-label={`Download the archive from ${formatDay(from)}`}
                href={addressOf("/api/organization/audit-archives/{id}/file", { id })}
                download
              >
                <Download aria-hidden />
                Download
              </a>
            </li>
          ))}
        </ul>
      )}
      {archives.hasNextPage && (
        <Button className="mt-3" busy={archives.isFetchingNextPage} onClick={() => void archives.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Section>
  );
}
