import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { chunkOf } from "./chunks.ts";
import { subresourceIntegrity } from "./integrity-plugin.ts";
import { preloadPages } from "./preload-plugin.ts";

const api = process.env.NEXTCRM_API ?? "http://localhost:3000";

// `vite build web` writes dist/web, which the server serves; `vite web` develops against a running server.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), preloadPages(), subresourceIntegrity()],
  worker: { format: "es" },
  experimental: {
    // What modules and styles name stands beside them, wherever that is (ASSET_BASE_URL); the one worker must be our own.
    renderBuiltUrl: (file, { hostType }) =>
      hostType === "html" || file.includes("/log-worker-") ? undefined : { relative: true },
  },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    // The policy allows no data: fonts, and a hashed file is cached for ever anyway.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
    rollupOptions: {
      output: {
        // What every page needs comes in a few files; dozens of tiny ones would each cost a request.
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 3 },
            { name: "tanstack", test: /node_modules[\\/]@tanstack[\\/]/, priority: 2 },
            { name: chunkOf("start"), priority: 1 },
            { name: chunkOf("frame") },
          ],
        },
      },
    },
  },
  // web/api/*.ts are the app's own files, not the server's.
  server: { port: 5173, proxy: { "^/api/(?![\\w-]+\\.ts)": { target: api, changeOrigin: false } } },
});
