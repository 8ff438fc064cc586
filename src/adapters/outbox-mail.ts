import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import type { Mail } from "../ports/mail.ts";

interface Settings {
  folder: string;
  from: string;
  /** Says where a mail was put. */
  note(path: string): void;
}

/** Mail where no server is configured: each message becomes a file, for a mail program or for the bare eye. */
export function outboxMail({ folder, from, note }: Settings): Mail {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "unix" }, { from });
  let count = 0;
  return {
    send: async ({ to, subject, text }) => {
      const { message } = await transport.sendMail({ to: { name: "", address: to }, subject, text });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
      const path = join(folder, `${time}-${process.pid}-${count++}.eml`);
      await writeFile(`${path}.part`, readable((message as Buffer).toString(), text), { mode: 0o600 });
      await rename(`${path}.part`, path);
      note(path);
    },
  };
}

/** The message with its text as it is: a link that an encoding breaks into lines cannot be copied from the file. */
function readable(message: string, text: string): string {
  const head = message.slice(0, message.indexOf("\n\n"));
  return `${head.replace(/^Content-Transfer-Encoding: .*$/im, "Content-Transfer-Encoding: 8bit")}\n\n${text}\n`;
}
