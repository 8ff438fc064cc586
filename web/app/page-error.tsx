import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorState } from "../components/states.tsx";
import { PageHeader } from "./page-header.tsx";

/** Instead of a page that failed. The frame around it stays; so does the way elsewhere. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageHeader title="Something went wrong" />
      <ErrorState error={error} retry={reset} />
    </>
  );
}
