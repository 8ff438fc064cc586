import { mediaHook } from "../../components/media.ts";

/** Whether the screen is too narrow for a table. */
export const useNarrow = mediaHook("(max-width: 47.99rem)");
