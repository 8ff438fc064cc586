import "./styles.css";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { watchConnection } from "./app/connection.ts";
import { queryClient } from "./app/query-client.ts";
import { router } from "./app/router.tsx";
// For its effect: pages before sign-in follow the system too.
import "./app/theme.ts";
import { hasNewVersion } from "./app/version-watch.ts";
import { Toasts } from "./components/toast.tsx";
import { Tooltips } from "./components/tooltips.tsx";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

// A page from before an update asks for files that are gone. Without a connection it keeps what it has.
window.addEventListener("vite:preloadError", () => {
  void hasNewVersion().then((isNew) => isNew && window.location.reload());
});

watchConnection();

createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toasts />
        <Tooltips />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
