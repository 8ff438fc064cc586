import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";

/** Where Better Auth begins a session for whom we say. Nobody else reaches it: it is no route of ours. */
export const secondStepPath = "/sign-in/second-step";

/** Lets Better Auth begin the session, and write its cookies, of somebody whose password it checked a moment before. */
export const secondStepPlugin = {
  id: "second-step",
  endpoints: {
    beginSession: createAuthEndpoint(
      secondStepPath,
      { method: "POST", body: z.object({ userId: z.string(), rememberMe: z.boolean() }) },
      async (context) => {
        const { userId, rememberMe } = context.body;
        const { internalAdapter } = context.context;
        const user = await internalAdapter.findUserById(userId);
        if (!user) throw new APIError("UNAUTHORIZED");
        const session = await internalAdapter.createSession(userId, !rememberMe);
        await setSessionCookie(context, { session, user }, !rememberMe);
        return context.json({ token: session.token, user: { id: user.id } });
      },
    ),
  },
};
