import { useQuery } from "@tanstack/react-query";
import { addressOf } from "../api/client.ts";
import { nameOf, type StoredRecord } from "../records/model.ts";

// As an image nothing in them runs; SVG is left out, since a saved copy would.
const pictures = /^image\/(png|jpeg|gif|webp|avif)$/;
const texts = /^(text\/(plain|csv|markdown)|application\/json)\b/;
const mostPictureBytes = 20 * 2 ** 20;
const mostTextBytes = 256 * 2 ** 10;

/** The file itself where it can be shown without running anything of it: pictures and plain text. */
export function FilePreview({ record }: { record: StoredRecord }) {
  const mediaType = (record["mediaType"] as string | null) ?? "";
  const size = (record["size"] as number | null) ?? 0;
  const address = addressOf(
    "/api/documents/{id}/content",
    { id: record.id },
    { version: Number(record["fileVersion"]) },
  );
  if (pictures.test(mediaType) && size <= mostPictureBytes) {
    return (
      <img
        src={address}
        alt={nameOf(record)}
        loading="lazy"
        className="max-h-96 max-w-full self-start rounded-lg border border-line bg-canvas object-contain"
      />
    );
  }
  return texts.test(mediaType) && size > 0 && size <= mostTextBytes ? <TextPreview address={address} /> : null;
}

function TextPreview({ address }: { address: string }) {
  const text = useQuery({
    queryKey: ["file-text", address],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const answer = await fetch(address, { signal });
      if (!answer.ok) throw new Error("The file could not be read.");
      return answer.text();
    },
  });
  if (!text.data) return null;
  return (
    <pre
      // Long files are scrolled with the keyboard, too.
      tabIndex={0}
      role="region"
      aria-label="Content of the file"
      className="max-h-80 overflow-auto rounded-lg border border-line bg-canvas p-3 text-xs leading-5"
    >
      {text.data}
    </pre>
  );
}
