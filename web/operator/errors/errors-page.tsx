import { ErrorDetails } from "./error-details.tsx";
import { ErrorList } from "./error-list.tsx";

/** What failed in the installation, and one fault of it at an address of its own. */
export function ErrorsPage({ id }: { id?: string }) {
  return id === undefined ? <ErrorList /> : <ErrorDetails key={id} fingerprint={id} />;
}
