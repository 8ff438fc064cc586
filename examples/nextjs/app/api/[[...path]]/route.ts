import { nextcrm } from "../../../nextcrm.ts";

const handle = async (request: Request) => (await nextcrm()).fetch(request);

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};
