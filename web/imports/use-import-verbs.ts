import { useQueryClient } from "@tanstack/react-query";
import { importQuery, importsKey } from "./import-run.ts";

/** Reads an import, and the list of them, again. */
export function useRefreshImport(id: string) {
  const queryClient = useQueryClient();
  return async () => {
    void queryClient.invalidateQueries({ queryKey: importsKey });
    await queryClient.invalidateQueries({ queryKey: importQuery(id).queryKey });
  };
}
