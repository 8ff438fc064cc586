import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { buttonClass } from "../components/button.tsx";
import { Notice } from "../components/states.tsx";

export function NotFound() {
  return (
    <Notice
      icon={Compass}
      title="There is no such page"
      action={
        <Link to="/" className={buttonClass()}>
          Go home
        </Link>
      }
    >
      The address may be mistyped, or what was here is gone.
    </Notice>
  );
}
