import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useEffect } from "react";
import { buttonClass } from "../components/button.tsx";
import { Notice } from "../components/states.tsx";
import { PageHeader } from "./page-header.tsx";

export function NotFound() {
  useEffect(() => {
    document.title = "Not found · NextCRM";
  }, []);
  return (
    <Notice
      icon={Compass}
      title="There is no such page"
      action={
        <>
          <Link to="/" className={buttonClass()}>
            Go home
          </Link>
          <button type="button" className={buttonClass({ look: "quiet" })} onClick={() => window.history.back()}>
            Go back
          </button>
        </>
      }
    >
      The address may be mistyped, or what was here is gone.
    </Notice>
  );
}

/** Inside the frame, which stays. */
export function NotFoundPage() {
  return (
    <>
      <PageHeader title="Not found" />
      <NotFound />
    </>
  );
}
