import { useState } from "react";
import { signIn } from "../entry/enter.ts";

/** Signs in with a password and, where the person has one, a second factor; `done` runs once the session is there. */
export function useSigningIn(done: () => Promise<unknown>) {
  const [needsCode, setNeedsCode] = useState(false);
  return {
    needsCode,
    done,
    back: () => setNeedsCode(false),
    signIn: async (email: string, password: string) => {
      const { secondFactor } = await signIn(email, password);
      if (secondFactor) setNeedsCode(true);
      else await done();
    },
  };
}
