import { useRecentRecords } from "../recent-records.ts";
import { linesClass, Panel, RecordPanel } from "./panel.tsx";
import { RecordLine } from "./record-line.tsx";

/** Where one was last; in a browser that knows nothing yet, the contacts that changed last. */
export function RecentPanel() {
  const recent = useRecentRecords(6);
  if (recent.length === 0) {
    return (
      <RecordPanel
        name="contact"
        title="Contacts changed lately"
        empty="No contacts yet."
        query={{ sort: "-updatedAt" }}
      />
    );
  }
  return (
    <Panel title="Recently seen">
      <ul className={linesClass}>
        {recent.map(({ type, record }) => (
          <RecordLine key={record.id} type={type} record={record} showsOwner={false} />
        ))}
      </ul>
    </Panel>
  );
}
