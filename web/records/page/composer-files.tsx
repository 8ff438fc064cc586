import { DropZone } from "../../documents/drop-zone.tsx";
import { useFileDrop } from "./file-drop.tsx";

/** Files to attach to a record: chosen here, or dropped anywhere on its page. */
export function ComposerFiles() {
  const { send, busy } = useFileDrop();
  return (
    <div className="p-2">
      <DropZone multiple label="Drop files here, or anywhere on this page" busy={busy} onFiles={send} />
    </div>
  );
}
