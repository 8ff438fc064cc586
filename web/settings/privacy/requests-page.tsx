import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, UserSearch } from "lucide-react";
import { useState } from "react";
import { useAddressSearch } from "../../app/use-search.ts";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { Segments } from "../../components/segments.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { boxClass, Section } from "../section.tsx";
import { NewRequestDialog } from "./new-request-dialog.tsx";
import { type PrivacyRequest, requestsQuery, type Subject } from "./request-queries.ts";
import { dueText, isLate, kinds, nameOfSubject, RequestBadges } from "./request-words.tsx";

const views = [
  { value: "open", label: "Open" },
  { value: "closed", label: "Closed" },
] as const;

/** Of whom the address tells: who comes from a record's menu wants this person. */
function useSubject(): Subject | undefined {
  const { person, id } = useAddressSearch();
  return id && (person === "contact" || person === "lead") ? { type: person, id } : undefined;
}

/** What people asked about their own data, the most urgent first. */
export function RequestsPage() {
  const subject = useSubject();
  const [making, setMaking] = useState(false);
  const [view, setView] = useState<(typeof views)[number]["value"]>("open");
  const requests = useQuery(requestsQuery(view, subject));
  const none = requests.data?.length === 0;
  const create = (
    <Button look="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      New request
    </Button>
  );
  return (
    <Section
      title="Privacy requests"
      intro="People may ask what is kept about them, and to be erased. The answer is due one month after they asked; owners are reminded 7 days and 1 day before."
      action={!(none && view === "open") && create}
    >
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <Segments label="Which requests" value={view} options={views} onChange={setView} />
        {subject && (
          <Link to="/settings/privacy-requests" search={{}} className="rounded text-sm text-accent-text underline">
            Of one {subject.type} only. Show all
          </Link>
        )}
      </div>
      {requests.isPending ? (
        <SkeletonLines lines={3} />
      ) : requests.isError ? (
        <ErrorState error={requests.error} retry={() => void requests.refetch()} />
      ) : none ? (
        <Notice
          icon={UserSearch}
          title={view === "open" ? "No open requests" : "No closed requests"}
          action={view === "open" && create}
          boxed
        >
          {view === "open" && "Record a request on the day it arrives, however it came."}
        </Notice>
      ) : (
        <ul className={boxClass}>
          {requests.data.map((request) => (
            <RequestLine key={request.id} request={request} />
          ))}
        </ul>
      )}
      {making && <NewRequestDialog subject={subject} onClose={() => setMaking(false)} />}
    </Section>
  );
}

function RequestLine({ request }: { request: PrivacyRequest }) {
  const { id, kind, handler } = request;
  return (
    <li>
      <Link
        to="/settings/privacy-requests/$requestId"
        params={{ requestId: id }}
        search={{}}
        className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm -outline-offset-2 hover:bg-hover"
      >
        <span className="min-w-48 flex-1">
          <span className="flex flex-wrap items-center gap-2 font-medium">
            <span className="truncate">{nameOfSubject(request)}</span>
            <RequestBadges request={request} />
          </span>
          <span className="block text-xs text-ink-faint">
            {[kinds[kind].label, handler?.name].filter(Boolean).join(" · ")}
          </span>
        </span>
        <span className={cn("shrink-0 text-xs tabular-nums", isLate(request) ? "text-danger" : "text-ink-muted")}>
          {dueText(request)}
        </span>
      </Link>
    </li>
  );
}
