import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { call } from "../../api/client.ts";
import { EraseDialog } from "../../settings/erase-dialog.tsx";
import { refusalOf, useHolds } from "../../settings/use-holds.ts";
import { useRecordChanges } from "../changes.ts";
import { nameOf, type RecordType, type StoredRecord } from "../model.ts";
import { recordQuery } from "../queries.ts";

type EraseRecordProps = { type: RecordType; record: StoredRecord; onClose: () => void };

/** Forgets a person who is a record. */
export function EraseRecord({ type, record, onClose }: EraseRecordProps) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { refresh } = useRecordChanges(type);
  const { refusingErasure } = useHolds({ type: type.name, id: record.id });
  const label = type.label.toLowerCase();
  const erase = () => {
    const params = { id: record.id };
    return type.name === "lead"
      ? call("POST /api/leads/{id}/erase", { params })
      : call("POST /api/contacts/{id}/erase", { params });
  };
  const leave = async () => {
    await navigate({ to: "/$plural", params: { plural: type.plural }, search: {} });
    queryClient.removeQueries(recordQuery(type.plural, record.id));
    refresh();
  };
  return (
    <EraseDialog
      name={nameOf(record)}
      goes={[
        `The ${label}, its comments, and every link to it.`,
        "Every value of theirs in the audit log: what their fields held, before and after each change.",
        "What the log says about other records, where it contains their full name or email address.",
      ]}
      stays={[
        "That somebody was created, changed and erased here, when and by whom: by a number, without a name.",
        "The log’s proofs, which remain valid.",
        "What other records say of them today, and files and exports that were downloaded.",
      ]}
      refusal={refusalOf(refusingErasure)}
      erase={erase}
      onErased={leave}
      onClose={onClose}
    />
  );
}
