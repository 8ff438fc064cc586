/** Better Auth answers these itself; no endpoint of ours declares them. Of its answers only "is there one" is read. */
export type SignInRoutes = {
  "GET /api/auth/get-session": { input: unknown; answer: unknown };
  "POST /api/auth/sign-in/email": Taking<{ email: string; password: string; rememberMe?: boolean }>;
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
