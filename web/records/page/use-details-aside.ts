import { mediaHook } from "../../components/media.ts";

/** Whether the details stand beside the page, and not in a tab of their own: as `lg:` in the styles. */
export const useDetailsAside = mediaHook("(min-width: 64rem)");
