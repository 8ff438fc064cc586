import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/**
 * After going to another page the focus goes to its title, where a screen reader begins to read; but whoever
 * still has a place on the page, such as a link of a navigation in it, keeps it.
 */
export function useFocusOnArrival() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ pathChanged }) => {
        // After a closing dialog has given the focus back to where it was.
        if (pathChanged) setTimeout(focusTitle);
      }),
    [router],
  );
}

function focusTitle() {
  const focused = document.activeElement;
  const main = document.getElementById("main");
  if (focused && (main?.contains(focused) || focused.closest("[role=dialog],[role=alertdialog]"))) return;
  const title = main?.querySelector<HTMLElement>("[data-page-title]") ?? main;
  title?.focus({ preventScroll: true });
}
