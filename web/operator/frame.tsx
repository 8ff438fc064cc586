import { Link, useParams } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { Suspense } from "react";
import { NotFoundPage } from "../app/not-found.tsx";
import { PageHeader } from "../app/page-header.tsx";
import { useMe } from "../app/session.ts";
import { buttonClass } from "../components/button.tsx";
import { Notice, SkeletonLines } from "../components/states.tsx";
import { operatorPages } from "./pages.ts";

/** The title and the room of an operator's page. */
export function OperatorFrame() {
  const { operator } = useMe();
  const { page: name, id } = useParams({ strict: false });
  const page = operatorPages.find(({ path }) => path === (name === undefined ? "" : `/${name}`));
  if (!page) return <NotFoundPage />;
  const { title, path, component: Content } = page;
  return (
    <>
      <PageHeader title={title} {...(path !== "" && { crumbs: [{ label: "Operator", to: "/operator" }] })} />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-6 lg:px-8">
        <div className="mx-auto max-w-6xl">
          {operator ? (
            <Suspense fallback={<SkeletonLines />}>
              <Content {...(id !== undefined && { id })} />
            </Suspense>
          ) : (
            <ForOperators />
          )}
        </div>
      </div>
    </>
  );
}

function ForOperators() {
  return (
    <Notice
      icon={Lock}
      title="You may not see this"
      action={
        <Link to="/" search={{}} className={buttonClass()}>
          Go home
        </Link>
      }
    >
      These pages are about the whole installation, for its operators.
    </Notice>
  );
}
