import { lazy, Suspense } from "react";
import { useConflict } from "./ask.ts";

const ConflictDialog = lazy(() =>
  import("./conflict-dialog.tsx").then((module) => ({ default: module.ConflictDialog })),
);

/** Where conflicts are asked about. Its code comes with the first of them. */
export function ConflictRegion() {
  const question = useConflict();
  return <Suspense>{question && <ConflictDialog key={question.key} question={question} />}</Suspense>;
}
