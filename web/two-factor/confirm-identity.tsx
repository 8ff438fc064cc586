import { call } from "../api/client.ts";
import { type Proof, ProofDialog } from "./proof-dialog.tsx";

/** Asks who it is before something that was refused with `sign-in-again` is asked for once more. */
export function ConfirmIdentity({ onAnswer }: { onAnswer: (confirmed: boolean) => void }) {
  async function confirm(proof: Proof) {
    await call("POST /api/me/confirm", { body: proof });
    onAnswer(true);
  }
  return (
    <ProofDialog
      title="Confirm that it is you"
      intro="You signed in a while ago, and this is worth asking twice."
      action="Confirm"
      onProve={confirm}
      onClose={() => onAnswer(false)}
    />
  );
}
