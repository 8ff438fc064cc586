import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client.ts";
import type { Answer } from "../../api/contract.ts";
import { Button } from "../../components/button.tsx";
import { ErrorState, FormError, SkeletonLines } from "../../components/states.tsx";
import { formatDecimal } from "../../records/format.ts";
import { useRecordTypes } from "../../records/queries.ts";
import { EraseDialog } from "../erase-dialog.tsx";
import { boxClass, Section } from "../section.tsx";
import { SettingsFact } from "../settings-row.tsx";
import type { PrivacyRequest } from "./request-queries.ts";
import { nameOfSubject } from "./request-words.tsx";
import { useSaved } from "./use-saved.ts";

type Preview = Answer<"POST /api/organization/person-requests/{id}/preview">;
const previews = "privacy-request-preview";

/** What would go, tried out; then the erasing. */
export function EraseStep({ request }: { request: PrivacyRequest }) {
  const { id, erasedAt } = request;
  const [erasing, setErasing] = useState(false);
  const preview = useQuery({
    queryKey: [previews, id],
    // It takes locks for a moment, and is an event.
    staleTime: 60_000,
    enabled: erasedAt === null,
    queryFn: ({ signal }) => call("POST /api/organization/person-requests/{id}/preview", { params: { id }, signal }),
  });
  if (erasedAt !== null) return <Close id={id} />;
  return (
    <Section title="What would go" intro="This was tried and rolled back, so it is exactly what the erasure does now.">
      {preview.isPending && <SkeletonLines lines={3} />}
      {preview.isError && <ErrorState error={preview.error} retry={() => void preview.refetch()} />}
      {preview.data && (
        <>
          {preview.data.obstacle === null ? (
            <WhatGoes preview={preview.data} />
          ) : (
            <FormError>{preview.data.obstacle}</FormError>
          )}
          <div className="mt-3 flex flex-wrap gap-2">
            {preview.data.obstacle === null && (
              <Button look="danger" onClick={() => setErasing(true)}>
                Erase…
              </Button>
            )}
            <Button busy={preview.isFetching} onClick={() => void preview.refetch()}>
              Try it again
            </Button>
          </div>
          {erasing && <Erase request={request} preview={preview.data} onClose={() => setErasing(false)} />}
        </>
      )}
    </Section>
  );
}

/** Numbers by type as people say them: `2 opportunities, 1 task`. */
function useCounted(): (counts: Record<string, number>) => string {
  const types = useRecordTypes();
  return (counts) =>
    Object.entries(counts)
      .map(([name, count]) => {
        const type = types.find((one) => one.name === name);
        const label = (count === 1 ? type?.label : type?.pluralLabel) ?? name;
        return `${formatDecimal(count)} ${label.toLowerCase()}`;
      })
      .join(", ") || "none";
}

function WhatGoes({ preview }: { preview: Preview }) {
  const { record, values, comments, links, cleared } = preview;
  const counted = useCounted();
  return (
    <dl className={boxClass}>
      <SettingsFact label="Record" hint="With all its fields, or a member’s name and address">
        {record ? "goes for good" : "is gone already"}
      </SettingsFact>
      <SettingsFact label="Values in the audit log" hint="The events stay, without what they say of the person">
        {formatDecimal(values)}
      </SettingsFact>
      <SettingsFact label="Comments on it">{formatDecimal(comments)}</SettingsFact>
      <SettingsFact label="Records that lose a link">{counted(links)}</SettingsFact>
      <SettingsFact label="Records whose field is emptied">{counted(cleared)}</SettingsFact>
    </dl>
  );
}

type EraseProps = { request: PrivacyRequest; preview: Preview; onClose: () => void };

function Erase({ request, preview, onClose }: EraseProps) {
  const saved = useSaved();
  const queryClient = useQueryClient();
  return (
    <EraseDialog
      name={nameOfSubject(request)}
      goes={[
        preview.record ? "The record with its comments, and every link to it." : "The record is gone already.",
        `${formatDecimal(preview.values)} values of theirs in the audit log.`,
        "Notes and reasons of their requests, and files that were written for them.",
      ]}
      stays={[
        "That somebody asked, when, and who erased them: by a number, without a name.",
        "What other records say of them today, and files that were downloaded.",
      ]}
      refusal={undefined}
      erase={async () => {
        const done = await call("POST /api/organization/person-requests/{id}/erase", { params: { id: request.id } });
        saved(done);
        return { erasedValues: done.erasedValues ?? 0 };
      }}
      // Of what is erased there is nothing to preview any more.
      onErased={() => queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== previews })}
      onClose={onClose}
    />
  );
}

/** They were erased by another way. */
function Close({ id }: { id: string }) {
  const saved = useSaved();
  const [busy, setBusy] = useState(false);
  const finish = async () => {
    setBusy(true);
    await call("POST /api/organization/person-requests/{id}/finish", { params: { id } })
      .then(saved)
      .finally(() => setBusy(false));
  };
  return (
    <Section title="They are erased" intro="It was done from their own page, or by another request.">
      <Button look="primary" busy={busy} onClick={() => void finish()}>
        Close the request
      </Button>
    </Section>
  );
}
