import { Counter } from "prom-client";
import type { Registry } from "prom-client";

/** How often people who are perhaps nobody's have done something, since the start of this process. */
export interface StrangersCounts {
  /** By a wrong password or code, or of an account that there is not. */
  signInsFailed: number;
  /** By a limit. */
  signInsRefused: number;
  browserReports: number;
}

export interface StrangersCounter {
  /** Somebody tried to sign in: the request's path, and the answer's status. */
  triedToSignIn(path: string, status: number): void;
  /** A browser has sent so many reports. */
  reported(reports: number): void;
  strangers(): StrangersCounts;
}

const steps: Partial<Record<string, string>> = {
  "/api/auth/sign-in/email": "password",
  "/api/auth/sign-in/second-factor": "second_factor",
};
const results: Partial<Record<number, string>> = {
  200: "success",
  202: "challenged",
  401: "failure",
  403: "failure",
  429: "refused",
};

export function strangersCounter(register: Registry): StrangersCounter {
  const signIns = new Counter({
    registers: [register],
    name: "nextcrm_sign_ins_total",
    help: "Sign-ins by step (password, second_factor) and result (success, challenged, failure, refused).",
    labelNames: ["step", "result"],
  });
  const reports = new Counter({
    registers: [register],
    name: "nextcrm_browser_reports_total",
    help: "Reports that browsers have sent of our pages.",
  });
  // A series that begins with its first count would hide that one from whoever asks by how much it grew.
  for (const step of Object.values(steps) as string[])
    for (const result of ["success", "failure", "refused"]) signIns.inc({ step, result }, 0);
  const counts: StrangersCounts = { signInsFailed: 0, signInsRefused: 0, browserReports: 0 };
  return {
    triedToSignIn: (path, status) => {
      const [step, result] = [steps[path], results[status]];
      if (step === undefined || result === undefined) return;
      signIns.inc({ step, result });
      if (result === "failure") counts.signInsFailed += 1;
      if (result === "refused") counts.signInsRefused += 1;
    },
    reported: (many) => {
      reports.inc(many);
      counts.browserReports += many;
    },
    strangers: () => ({ ...counts }),
  };
}
