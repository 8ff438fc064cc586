import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { ApiProblem, reasonOf, sentence } from "../api/problem.ts";
import { Button } from "../components/button.tsx";
import { FormError } from "../components/states.tsx";

type EntryCardProps = { title: string; children: ReactNode; intro?: ReactNode; below?: ReactNode };

export function EntryCard({ title, intro, children, below }: EntryCardProps) {
  useEffect(() => {
    document.title = `${title} · NextCRM`;
  }, [title]);
  return (
    <>
      <section className="rounded-xl border border-line bg-surface p-6 shadow-panel">
        <h1 className="text-xl font-semibold">{title}</h1>
        {intro && <div className="mt-1 text-sm text-pretty text-ink-muted">{intro}</div>}
        <div className="mt-5">{children}</div>
      </section>
      {below && <div className="mt-4 text-center text-sm text-ink-muted">{below}</div>}
    </>
  );
}

export const linkClass = "rounded font-medium text-accent-text underline-offset-2 hover:underline";

/** The state of a form that is sent once: busy, and what the server found wrong. */
export function useSubmission(submit: () => Promise<unknown>) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  async function run(event?: FormEvent) {
    event?.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      await submit();
    } catch (reason) {
      setFailure(reason);
    } finally {
      setBusy(false);
    }
  }
  const problem = failure instanceof ApiProblem ? failure : undefined;
  return {
    busy,
    failure,
    run: (event?: FormEvent) => void run(event),
    faultOf: (field: string) => {
      const reason = problem?.faultOf(field);
      return reason && sentence(reason);
    },
    message: failure && !problem?.faults.length ? reasonOf(failure) : undefined,
  };
}

type EntryFormProps = { submission: ReturnType<typeof useSubmission>; action: string; children: ReactNode };

export function EntryForm({ submission, action, children }: EntryFormProps) {
  return (
    <form className="flex flex-col gap-4" onSubmit={submission.run} noValidate={false}>
      {children}
      <FormError>{submission.message}</FormError>
      <Button type="submit" look="primary" size="lg" busy={submission.busy}>
        {action}
      </Button>
    </form>
  );
}
