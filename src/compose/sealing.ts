import { systemClock } from "../adapters/system-clock.ts";
import { startDescribing } from "../audit/describe-blocks.ts";
import { startSequencer } from "../audit/sequencer.ts";
import type { StreamSecrets } from "../audit/stream-secret.ts";
import { startDeliverer } from "../observability/streams/deliverer.ts";
import type { Metrics } from "../telemetry/metrics/metrics.ts";
import type { Foundation } from "./foundation.ts";
import type { Outside } from "./outside.ts";

interface Beside {
  streamSecrets: StreamSecrets;
  metrics: Metrics;
  noteActivity(organizationId: string): void;
}

/** Seals the audit log, describes what is sealed so that it is found, and delivers it to streams. */
export function startSealing({ config, log, failed }: Foundation, outside: Outside, beside: Beside) {
  const { db, jobs, outgoing, signer, witness } = outside;
  const describer = startDescribing(db, { failed: failed("The audit log could not be described for search yet") });
  const deliverer = startDeliverer({
    db,
    jobs,
    publicUrl: config.PUBLIC_URL,
    outgoing,
    streamSecrets: beside.streamSecrets,
    clock: systemClock,
    failed: failed("An audit stream could not be delivered yet"),
  });
  const sequencer = startSequencer(db, {
    signer,
    done: beside.metrics.sealed,
    witness,
    refused: ({ signedRoot, ...refusal }) =>
      log.error(
        { ...refusal, signedRoot: Buffer.from(signedRoot).toString("base64") },
        "The audit log in the database is not the one that was signed; it is not sealed until `nextcrm audit accept-restored`",
      ),
    failed: failed("The audit log could not be sealed yet"),
    sealed: (organizationId, size) => {
      describer.note(organizationId, size);
      deliverer.wake();
      beside.noteActivity(organizationId);
    },
  });
  return {
    deliverer,
    sealNow: sequencer.sealNow,
    /** Seals what was written last. */
    close: async () => {
      await sequencer.stop();
      await sequencer.sealNow().catch(failed("The last events could not be sealed yet"));
      await witness.flush().catch(failed("What was signed last could not be noted in the data folder"));
      await describer.stop();
    },
  };
}
