import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { mailContract } from "../ports/mail.contract.ts";
import { outboxMail } from "./outbox-mail.ts";
import { smtpMail } from "./smtp-mail.ts";

const from = "NextCRM <no-reply@crm.test>";
const folder = mkdtempSync(join(tmpdir(), "nextcrm-outbox-"));
afterAll(() => rmSync(folder, { recursive: true }));

const noted: string[] = [];
mailContract("mail in the outbox", async () => ({
  mail: outboxMail({ folder, from, note: (path) => noted.push(path) }),
  last: async () => readFileSync(noted.at(-1)!, "utf8"),
}));

test("the outbox holds whole messages only", () => {
  expect(readdirSync(folder).every((name) => name.endsWith(".eml"))).toBe(true);
});

test("a link in the outbox can be copied from the file", async () => {
  const link = `http://localhost:3000/reset-password?token=${"a".repeat(80)}`;
  await outboxMail({ folder, from, note: (path) => noted.push(path) }).send({
    to: "zoe@acme.test",
    subject: "Paßwort",
    text: `Grüße,\n\n${link}\n`,
  });
  const message = readFileSync(noted.at(-1)!, "utf8");
  expect(message).toMatch(/^Content-Transfer-Encoding: 8bit$/m);
  expect(message).toContain(`\n\nGrüße,\n\n${link}\n`);
});

/** As little of an SMTP server as a client needs. */
function converse(socket: Socket, received: (message: string) => void): void {
  let data: string | undefined;
  let rest = "";
  socket.write("220 test\r\n");
  socket.setEncoding("utf8").on("data", (text: string) => {
    rest += text;
    for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (data !== undefined && line !== ".") data += `${line}\n`;
      else if (data !== undefined) {
        received(data);
        data = undefined;
        socket.write("250 taken\r\n");
      } else if (line.startsWith("RCPT TO:<refused")) socket.write("550 no such mailbox\r\n");
      else if (line === "DATA") {
        data = "";
        socket.write("354 go on\r\n");
      } else socket.write("250 fine\r\n");
    }
  });
  socket.on("error", () => undefined);
}

const taken: string[] = [];
const server = createServer((socket) => converse(socket, (message) => taken.push(message)));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const mail = smtpMail({ url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, from });
afterAll(() => {
  mail.close();
  server.close();
});

mailContract("mail through SMTP", async () => ({ mail, last: async () => taken.at(-1)! }));

test("a refusal of the server is an error, so that the job is tried again", async () => {
  await expect(mail.send({ to: "refused@acme.test", subject: "x", text: "x" })).rejects.toThrow(/no such mailbox/);
});
