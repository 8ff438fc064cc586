import { pathToFileURL } from "node:url";
import { projectRoot } from "../../config.ts";

/** Where code was when something failed. */
export interface Frame {
  /** Below the program's folder, such as `src/crm/convert-lead.ts`; of a package its name and the path in it. */
  file: string;
  /** Empty where it has no name. */
  function: string;
  line: number;
}

const most = 12;
const databaseDoor = "src/adapters/postgres.ts";
const longestStack = 20_000;
const roots = [projectRoot, pathToFileURL(projectRoot).href];
const line = /^ {4}at (?:async )?(?:(.{1,200}) \()?([^()]{1,500}):(\d{1,7}):\d{1,7}\)?$/;

/**
 * The frames of our own files, innermost first, or the innermost of a package's where there is none of ours. An error's
 * message stands before its frames and can look like some: nothing of it is taken for a frame.
 */
export function framesOf(error: Error): Frame[] {
  const { message, stack } = error;
  if (typeof stack !== "string" || typeof message !== "string") return [];
  const at = stack.indexOf(message);
  // A message that was changed later is not the one in the stack, and where that one ends is known if it is a line.
  if (at < 0 && stack.slice(0, stack.indexOf("\n    at ")).includes("\n")) return [];
  const lines = stack.slice(at < 0 ? 0 : at + message.length, longestStack + message.length).split("\n");
  const frames = lines.flatMap((text) => frameOf(text) ?? []);
  const own = frames.filter(({ file }) => !file.startsWith("package:"));
  // Every statement goes through there: what tells is who sent it.
  const beyond = own.filter(({ file }) => file !== databaseDoor);
  return [beyond, own, frames.slice(0, 1)].find((some) => some.length > 0)?.slice(0, most) ?? [];
}

function frameOf(text: string): Frame | null {
  const [, name = "", path = "", number] = line.exec(text) ?? [];
  const root = roots.find((one) => path.startsWith(one));
  if (root === undefined) return null;
  const file = path.slice(root.length).replace(/^.*node_modules\//, "package:");
  if (!/^[\w./@:+$-]{1,200}$/.test(file)) return null;
  return { file, function: functionOf(name), line: Number(number) };
}

/** `Object.handle [as run]` is `handle`. */
function functionOf(name: string): string {
  const bare = name
    .replace(/ \[as .*$/, "")
    .replace(/^(new|get|set) /, "")
    .split(".")
    .at(-1)!;
  return /^[\w$#<>]{1,80}$/.test(bare) && bare !== "<anonymous>" ? bare : "";
}
