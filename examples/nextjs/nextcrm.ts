import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

interface NextCrm {
  fetch(request: Request): Promise<Response>;
}

const home = resolve(/* turbopackIgnore: true */ process.env.NEXTCRM_HOME ?? "../..");

/** NextCRM in this process: started by the first call, and not bundled, for it is Node.js that runs it. */
export async function nextcrm(): Promise<NextCrm> {
  const { mounted } = await import(/* turbopackIgnore: true */ pathToFileURL(`${home}/src/mount.ts`).href);
  return mounted();
}
