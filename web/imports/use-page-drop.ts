import { useEffect, useRef, useState } from "react";

/** Takes a file that is dropped anywhere on the page; answers whether one hovers over it. */
export function usePageDrop(onDrop: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useRef(onDrop);
  useEffect(() => {
    take.current = onDrop;
  });
  useEffect(() => {
    // The pointer enters an inner element before it leaves the outer one.
    let depth = 0;
    const on = (name: "dragenter" | "dragover" | "dragleave" | "drop", run: (event: DragEvent) => void) => {
      const listener = (event: DragEvent) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        run(event);
      };
      window.addEventListener(name, listener);
      return () => window.removeEventListener(name, listener);
    };
    const stops = [
      on("dragenter", () => setOver((depth += 1) > 0)),
      on("dragover", () => undefined),
      on("dragleave", () => setOver((depth -= 1) > 0)),
      on("drop", (event) => {
        setOver((depth = 0) > 0);
        const files = [...(event.dataTransfer?.files ?? [])];
        if (files.length > 0) take.current(files);
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, []);
  return over;
}
