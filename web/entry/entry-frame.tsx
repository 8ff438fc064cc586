import { Outlet } from "@tanstack/react-router";

/** The frame of the pages before one is inside: set-up, sign-in, invitations. */
export function EntryFrame() {
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 pt-[12vh] pb-10">
      <header className="mb-7 flex items-center gap-2.5">
        <img src="/icon.svg" alt="" className="size-7" />
        <span className="text-lg font-semibold tracking-tight">NextCRM</span>
      </header>
      <main className="w-full max-w-92">
        <Outlet />
      </main>
    </div>
  );
}
