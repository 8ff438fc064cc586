import { operatorKeyEndpoints } from "./key-endpoints.ts";

export const operatorEndpoints = [...operatorKeyEndpoints];
