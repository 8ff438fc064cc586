import { useEffect, useState } from "react";
import { reasonOf } from "../../api/problem.ts";
import { toast } from "../../components/toast.tsx";

/** Goes to a page of Stripe's, once its address is there; busy until the browser has left. */
export function useLeave() {
  const [leaving, setLeaving] = useState<string | null>(null);
  useEffect(() => {
    // Back from there, the page may be as it was left.
    const back = () => setLeaving(null);
    addEventListener("pageshow", back);
    return () => removeEventListener("pageshow", back);
  }, []);
  const leave = async (name: string, ask: () => Promise<{ url: string }>) => {
    setLeaving(name);
    try {
      location.assign((await ask()).url);
    } catch (error) {
      toast.failed({ title: "Stripe’s page could not be opened", detail: reasonOf(error) });
      setLeaving(null);
    }
  };
  return { leaving, leave };
}
