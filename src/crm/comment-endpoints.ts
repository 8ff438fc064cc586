import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import type { RecordType } from "../records/record-type.ts";
import { storableText } from "../records/kinds/text.ts";
import { addComment, listComments, removeComment } from "./comments.ts";
import { identifier, IdParams } from "./parameters.ts";
import { recordTypes } from "./record-types.ts";

const Comment = z
  .object({
    id: z.string(),
    body: z.string(),
    createdAt: z.iso.datetime(),
    createdBy: z.string().nullable(),
    author: z.string().nullable(),
  })
  .meta({ id: "Comment" });
const ListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: identifier.optional(),
});
const Body = z.strictObject({ body: storableText(20_000).min(1, "must not be empty") });

function endpointsOf(type: RecordType) {
  const shared = { resource: "comment", limit: "standard" } as const;
  const one = type.label.toLowerCase();
  return [
    endpoint({
      ...shared,
      route: `GET /api/${type.plural}/{id}/comments`,
      summary: `Comments on this ${one}, newest first`,
      may: "records.read",
      audit: [`VIEW ${type.name}`],
      input: { params: IdParams, query: ListQuery },
      output: { status: 200, body: z.object({ data: z.array(Comment), nextCursor: z.string().nullable() }) },
      handle: async ({ params, query }, work) => {
        const found = await listComments(work, type, params.id, query.limit + 1, query.cursor ?? null);
        const data = found.slice(0, query.limit);
        return { data, nextCursor: found.length > query.limit ? data.at(-1)!.id : null };
      },
    }),
    endpoint({
      ...shared,
      route: `POST /api/${type.plural}/{id}/comments`,
      summary: `Comment on this ${one}`,
      may: "records.write",
      audit: "CREATE",
      input: { params: IdParams, body: Body },
      output: { status: 201, body: Comment },
      handle: ({ params, body }, work) => addComment(work, type, params.id, body.body),
    }),
    endpoint({
      ...shared,
      route: `DELETE /api/${type.plural}/{id}/comments/{commentId}`,
      summary: "Remove a comment",
      may: "records.write",
      audit: "DELETE",
      input: { params: z.object({ id: z.string(), commentId: identifier }) },
      output: { status: 204 },
      handle: ({ params }, work) => removeComment(work, type, params.id, params.commentId),
    }),
  ];
}

export const commentEndpoints = recordTypes.flatMap((type) => endpointsOf(type));
