import { useQuery } from "@tanstack/react-query";
import { Plus, Radio } from "lucide-react";
import { useState } from "react";
import { Button } from "../components/button.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { boxClass, Section } from "./section.tsx";
import { StreamDialog } from "./stream-dialog.tsx";
import { StreamLine } from "./stream-line.tsx";
import { streamsQuery } from "./stream-queries.ts";

/** Where the audit log goes by itself. */
export function StreamsPage() {
  const [making, setMaking] = useState(false);
  const streams = useQuery(streamsQuery);
  if (streams.isPending) return <SkeletonLines />;
  if (streams.isError) return <ErrorState error={streams.error} retry={() => void streams.refetch()} />;
  const none = streams.data.length === 0;
  const create = (
    <Button look="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      New stream
    </Button>
  );
  return (
    <>
      <Section
        title="Streams"
        intro="A stream sends the audit log’s events to another program, such as a SIEM: signed, in order, and again until they are accepted."
        action={!none && create}
      >
        {none ? (
          <Notice icon={Radio} title="The log goes nowhere yet" action={create} boxed>
            Send it to the program that watches over your security.
          </Notice>
        ) : (
          <ul className={boxClass}>
            {streams.data.map((stream) => (
              <StreamLine key={stream.id} stream={stream} />
            ))}
          </ul>
        )}
      </Section>
      {making && <StreamDialog onClose={() => setMaking(false)} />}
    </>
  );
}
