import { useState } from "react";
import { cn } from "../../components/class-names.ts";
import { Select } from "../../components/select.tsx";
import { PageHeader } from "../page-header.tsx";
import { buttons } from "./buttons.tsx";
import { feedback } from "./feedback.tsx";
import { fieldKinds } from "./field-kinds.tsx";
import { inputs } from "./inputs.tsx";
import { overlays } from "./overlays.tsx";
import { type Exhibit, ExhibitView } from "./specimen.tsx";

const rooms: { name: string; exhibits: Exhibit[] }[] = [
  { name: "Buttons", exhibits: buttons },
  { name: "Inputs", exhibits: inputs },
  { name: "Feedback", exhibits: feedback },
  { name: "Overlays", exhibits: overlays },
  { name: "Fields", exhibits: fieldKinds },
];

const themes = [
  { value: "own", label: "Your theme" },
  { value: "both", label: "Light and dark" },
] as const;
type Themes = (typeof themes)[number]["value"];

/** Every component in every state, for those who build pages. What opens over the page has the page's own theme. */
export function GalleryPage() {
  const [shown, setShown] = useState<Themes>("own");
  const [room, setRoom] = useState(rooms[0]!.name);
  const exhibits = rooms.find(({ name }) => name === room)?.exhibits ?? [];
  const frames = shown === "both" ? ["light", "dark"] : [""];
  return (
    <>
      <PageHeader
        title="Components"
        actions={
          <>
            <Select
              label="Part"
              className="w-28"
              value={room}
              options={rooms.map(({ name }) => ({ value: name, label: name }))}
              onChange={(next) => next && setRoom(next)}
            />
            <Select
              label="Theme"
              className="w-36"
              value={shown}
              options={themes}
              onChange={(next) => setShown(next ?? "own")}
            />
          </>
        }
      />
      <div className={cn("min-h-0 flex-1 overflow-y-auto", shown === "both" && "lg:grid lg:grid-cols-2")}>
        {frames.map((frame) => (
          <div key={frame} className={cn(frame, "min-w-0 bg-surface px-4 text-ink lg:px-8")}>
            {exhibits.map((exhibit) => (
              <ExhibitView key={exhibit.name} exhibit={exhibit} />
            ))}
          </div>
        ))}
      </div>
    </>
  );
}
