import { createTransport } from "nodemailer";
import type { Mail } from "../ports/mail.ts";

interface Settings {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  url: string;
  /** `NextCRM <no-reply@crm.example.com>`. */
  from: string;
}

/** Mail through an SMTP server, over a few connections that are kept. Rejects when the server does not take it. */
export function smtpMail({ url, from }: Settings): Mail & { close(): void } {
  const transport = createTransport(
    {
      url,
      pool: true,
      maxConnections: 2,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return {
    // An address object, so that a comma in it names no second recipient.
    send: async ({ to, subject, text }) => {
      await transport.sendMail({ to: { name: "", address: to }, subject, text });
    },
    ask: async () => void (await transport.verify()),
    close: () => transport.close(),
  };
}
