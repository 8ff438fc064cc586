import { installation } from "./moving.ts";
