/** Better Auth answers these itself; no endpoint of ours declares them. Of its answers only "is there one" is read. */
export type SignInRoutes = {
  "GET /api/auth/get-session": { input: unknown; answer: unknown };
  "POST /api/auth/sign-in/email": {
    input: { body: { email: string; password: string; rememberMe?: boolean } };
    /** `secondFactor` where a code has to follow: there is no session yet. */
    answer: { secondFactor?: { until: string } };
  };
  "POST /api/auth/sign-in/second-factor": Taking<{ code: string; trustBrowser: boolean }>;
  "POST /api/auth/sign-up/email": Taking<{ name: string; email: string; password: string; invitationToken?: string }>;
  "POST /api/auth/sign-out": Taking<Record<string, never>>;
  "POST /api/auth/request-password-reset": Taking<{ email: string; redirectTo: string }>;
  "POST /api/auth/reset-password": Taking<{ newPassword: string; token: string }>;
  "POST /api/auth/change-password": Taking<{
    currentPassword: string;
    newPassword: string;
    revokeOtherSessions: boolean;
  }>;
};

type Taking<Body> = { input: { body: Body }; answer: unknown };
