/** Of a list's first page: what a window shows, and some more. It is what people wait for. */
export const pageSize = 60;
/** Who scrolls on wants many. */
export const laterPageSize = 200;
