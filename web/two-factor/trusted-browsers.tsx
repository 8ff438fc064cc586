import { useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { TrustedBrowser } from "../api/contract.ts";
import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { toast } from "../components/toast.tsx";
import { tell } from "../records/changes.ts";
import { formatAgo, formatDay } from "../records/format.ts";
import { boxClass, lineClass, Section } from "../settings/section.tsx";
import { twoFactorKey } from "./two-factor-query.ts";

/** Where the person is asked for no code, and the end of it. */
export function TrustedBrowsers({ browsers }: { browsers: TrustedBrowser[] }) {
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: twoFactorKey });
  async function end({ id, device }: TrustedBrowser) {
    await call("DELETE /api/me/two-factor/trusted-browsers/{id}", { params: { id } });
    await refresh();
    toast.done({ title: `${device} is asked for a code again` });
  }
  async function endAll() {
    await call("DELETE /api/me/two-factor/trusted-browsers");
    await refresh();
    toast.done({ title: "Every browser is asked for a code again" });
  }
  return (
    <Section
      title="Trusted browsers"
      intro="They are not asked for a code for 30 days, or until you change your password."
      action={browsers.length > 1 && <Button onClick={() => void endAll().catch(tell)}>Trust none</Button>}
    >
      {browsers.length === 0 ? (
        <p className="rounded-xl border border-dashed border-line-strong px-4 py-6 text-center text-sm text-ink-muted">
          Every sign-in takes a code.
        </p>
      ) : (
        <ul className={boxClass}>
          {browsers.map((browser) => (
            <li key={browser.id} className={lineClass}>
              <div className="min-w-40 flex-1">
                <p className="text-sm font-medium">{browser.device}</p>
                <p className="text-xs text-ink-faint">
                  Signed in {formatAgo(browser.lastUsedAt)} · trusted until {formatDay(browser.expiresAt)}
                </p>
              </div>
              {browser.current && <Badge tone="green">This browser</Badge>}
              <Button aria-label={`Stop trusting ${browser.device}`} onClick={() => void end(browser).catch(tell)}>
                Stop trusting
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
