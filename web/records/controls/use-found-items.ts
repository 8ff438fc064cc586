import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { nameOf, type RecordType } from "../model.ts";
import { fewRecordsQuery } from "../queries.ts";
import type { PickerItem } from "./reference-item.tsx";
import { subtitleOf } from "./subtitle.ts";

/** The records that a typed name finds; without one those that were touched last. The offers stand below them. */
export function useFoundItems(
  target: RecordType | undefined,
  typed: string,
  picked: PickerItem | null,
  offers: PickerItem[],
): { items: PickerItem[]; searching: boolean } {
  const search = useDeferredValue(typed);
  const query = search ? { limit: 8, search } : { limit: 8, sort: "-updatedAt" };
  const { data: found, isFetching } = useQuery({
    ...fewRecordsQuery(target?.plural ?? "", query),
    enabled: target !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const records = useMemo(
    () =>
      target
        ? (found ?? []).map((record): PickerItem => ({
            id: record.id,
            title: nameOf(record),
            subtitle: subtitleOf(target, record),
          }))
        : [],
    [found, target],
  );
  const missing = picked && !search && !records.some((item) => item.id === picked.id);
  return { items: [...(missing ? [picked] : []), ...records, ...offers], searching: isFetching };
}
