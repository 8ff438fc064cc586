import { describe, expect, test } from "vitest";
import type { Mail } from "./mail.ts";

interface Bench {
  mail: Mail;
  /** The last message as it would be delivered: header and body. */
  last(): Promise<string>;
}

/** What every implementation of Mail keeps. */
export function mailContract(name: string, makeBench: () => Promise<Bench>): void {
  describe(name, () => {
    test("delivers recipient, subject and text", async () => {
      const { mail, last } = await makeBench();
      await mail.send({
        to: "ada@acme.test",
        subject: "Welcome",
        text: "Open this link:\n\nhttp://localhost:3000/x?token=abc\n",
      });
      const message = await last();
      expect(message).toMatch(/^To: <?ada@acme\.test>?\r?$/m);
      expect(message).toMatch(/^Subject: Welcome\r?$/m);
      expect(message).toMatch(/^From: NextCRM <no-reply@crm\.test>\r?$/m);
      expect(message.replaceAll("=3D", "=")).toContain("http://localhost:3000/x?token=abc");
    });

    test("no text adds a field or a recipient", async () => {
      const { mail, last } = await makeBench();
      await mail.send({ to: "ada@acme.test", subject: "Hi\r\nBcc: mallory@globex.test", text: "Ä" });
      expect(await last()).not.toMatch(/^Bcc:/m);
    });
  });
}
