declare module "autocannon" {
  interface Options {
    url: string;
    connections: number;
    duration: number;
    requests: {
      method: string;
      path?: string;
      headers?: Record<string, string>;
      setupRequest?(request: { path: string; body?: string }): object;
    }[];
  }
  interface Result {
    requests: { average: number; total: number };
    latency: { p50: number; p99: number };
    errors: number;
    non2xx: number;
    duration: number;
  }
  export default function autocannon(options: Options): Promise<Result>;
}
