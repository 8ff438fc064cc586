import { afterAll } from "vitest";
import { closeAll } from "./at-end.ts";

/** Vitest's set-up file: runs for each test file, which shares the modules with others and not this. */
afterAll(closeAll, 60_000);
