import { webhookHeaders } from "../../audit/stream-secret.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Outgoing } from "../../ports/outgoing.ts";
import type { Alert } from "./alert.ts";
import { webhookBody } from "./words.ts";
import type { Told } from "./words.ts";

/** Where operators want to hear of alerts besides their mailbox. */
export interface Webhook {
  /** Posts it once, signed as audit streams are. Answers whether it was taken, or rejects where trying again may help. */
  post(alert: Alert, told: Told, signal?: AbortSignal): Promise<"taken" | "gone">;
}

interface Settings {
  url: string;
  /** `whsec_` and base64. */
  secret: string;
  outgoing: Outgoing;
  clock: Pick<Clock, "now">;
  publicUrl: string;
}

export function alertWebhook({ url, secret, outgoing, clock, publicUrl }: Settings): Webhook {
  return {
    post: async (alert, told, signal) => {
      const body = webhookBody(alert, told, publicUrl);
      const headers = webhookHeaders(`msg_${alert.id}_${told}`, clock.now(), body, [secret]);
      const { status } = await outgoing.post(url, { ...headers, "user-agent": "NextCRM-Alerts/1" }, body, signal);
      if (status >= 200 && status < 300) return "taken";
      if (status === 410) return "gone";
      throw new Error(`The receiver of alerts answered ${status}`);
    },
  };
}
