import { Link } from "@tanstack/react-router";
import { CircleAlert, Compass, Hourglass, Lock, type LucideIcon, WifiOff } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { ApiProblem } from "../api/problem.ts";
import { Button, buttonClass } from "./button.tsx";
import { cn } from "./class-names.ts";

type NoticeProps = {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** Stands where a list would stand, as wide as that. */
  boxed?: boolean;
  className?: string;
};

const boxedClass = "w-full max-w-none rounded-xl border border-dashed border-line-strong py-10";

/** A calm middle-of-the-page word: nothing here yet, not found, not allowed, went wrong. */
export function Notice({ icon: Icon, title, children, action, boxed, className }: NoticeProps) {
  return (
    <div
      className={cn(
        "mx-auto flex max-w-sm flex-col items-center px-6 py-16 text-center",
        boxed && boxedClass,
        className,
      )}
    >
      <span className="mb-4 flex size-11 items-center justify-center rounded-xl border border-line bg-canvas text-ink-muted">
        <Icon className="size-5" aria-hidden />
      </span>
      <h2 className="text-base font-semibold">{title}</h2>
      {children && <div className="mt-1 text-sm text-pretty text-ink-muted">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

const offline = new ApiProblem(0, { title: "No connection", detail: "You are offline. This has not been loaded yet." });
const reload = () => window.location.reload();

/** Says what failed and offers the next thing to do; a refusal and a missing thing get their own words. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = error instanceof ApiProblem ? error : navigator.onLine ? undefined : offline;
  if (problem?.status === 401) {
    return (
      <Notice icon={Lock} title="Your session has ended" action={<Button onClick={reload}>Sign in again</Button>} />
    );
  }
  if (problem?.status === 403) {
    return (
      <Notice icon={Lock} title="You may not see this" action={<GoHome />}>
        Your role does not include it. An administrator of your organization can change that.
      </Notice>
    );
  }
  if (problem?.status === 404) {
    return (
      <Notice icon={Compass} title="Nothing here" action={<GoHome />}>
        It may have been deleted, or the address is wrong.
      </Notice>
    );
  }
  if (problem?.status === 429) return <Wait problem={problem} retry={retry} />;
  return (
    <Notice
      icon={problem?.status === 0 ? WifiOff : CircleAlert}
      title={problem?.title ?? "Something went wrong"}
      action={
        <>
          {retry && <Button onClick={retry}>Try again</Button>}
          {!problem && <Button onClick={reload}>Reload the page</Button>}
        </>
      }
    >
      {problem?.message !== problem?.title && <p>{problem?.message}</p>}
      {!problem && <p>The page met an error it did not expect.</p>}
      {problem?.requestId && <RequestId id={problem.requestId} />}
    </Notice>
  );
}

function GoHome() {
  return (
    <Link to="/" className={buttonClass()}>
      Go home
    </Link>
  );
}

/** What an operator needs to find the request in the log. */
function RequestId({ id }: { id: string }) {
  return (
    <p className="mt-2 text-xs text-ink-faint">
      Request <code className="font-sans select-all">{id}</code>
    </p>
  );
}

/** Too many requests: counts down to when it may be tried again. */
function Wait({ problem, retry }: { problem: ApiProblem; retry: (() => void) | undefined }) {
  const [seconds, setSeconds] = useState(problem.retryAfterSeconds ?? 10);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((left) => Math.max(0, left - 1)), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <Notice
      icon={Hourglass}
      title="Too many requests"
      action={
        retry && (
          <Button disabled={seconds > 0} onClick={retry}>
            {seconds > 0 ? `Try again in ${seconds} s` : "Try again"}
          </Button>
        )
      }
    >
      You or this address sent too many requests. Wait a moment, then try again.
    </Notice>
  );
}

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-4 animate-pulse rounded bg-pressed", className)} />;
}

/** Lines that stand for what is loading; screen readers hear one word. */
export function SkeletonLines({ lines = 6 }: { lines?: number }) {
  const widths = ["w-3/5", "w-4/5", "w-2/5", "w-2/3", "w-1/2"];
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-4 p-4">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} className={widths[line % widths.length] ?? ""} />
      ))}
    </div>
  );
}

/** What is wrong with a whole form, above its buttons. */
export function FormError({ children }: { children?: ReactNode }) {
  if (!children) return null;
  return (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
      {children}
    </p>
  );
}
