import type { ImportRun } from "../api/contract.ts";
import type { Search } from "../app/address-search.ts";

/** The list's address that shows what an import created: made in its time, by the same person. */
export function importedRecords({ startedAt, finishedAt, createdBy }: ImportRun): Search {
  return {
    ...(startedAt && { "filter[createdAt][gte]": startedAt }),
    ...(finishedAt && { "filter[createdAt][lte]": finishedAt }),
    ...(createdBy && { "filter[createdBy][eq]": createdBy }),
  };
}
