import type { NextConfig } from "next";
import { exportedHeaders } from "../../src/http/exported-headers.ts";

const config: NextConfig = {
  headers: async () => JSON.parse(exportedHeaders("next")),
  poweredByHeader: false,
  turbopack: { root: import.meta.dirname },
};

export default config;
