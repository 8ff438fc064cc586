import { choice } from "../records/kinds/choice.ts";
import { bytes, integer } from "../records/kinds/number.ts";
import { links, reference } from "../records/kinds/reference.ts";
import { longText, text } from "../records/kinds/text.ts";
import { date } from "../records/kinds/time.ts";
import { listed, readOnly, required, searched } from "../records/field.ts";
import { recordType } from "../records/record-type.ts";
import { linkable } from "./vocabulary.ts";

export const document = recordType("document", {
  plural: "documents",
  title: ["name"],
  fields: {
    name: listed(searched(required(text("Name")))),
    type: listed(choice("Type", ["invoice", "receipt", "contract", "offer", "nda", "other"], { default: "other" })),
    status: listed(choice("Status", ["draft", "active", "archived"], { default: "active" })),
    folder: listed(searched(text("Folder"))),
    expiryDate: listed(date("Expires on")),
    links: links("Linked to", "document_link", linkable),
    description: longText("Description"),
    filename: listed(readOnly(searched(text("File")))),
    mediaType: readOnly(text("Media type")),
    size: listed(readOnly(bytes("Size"))),
    sha256: readOnly(text("SHA-256")),
    fileVersion: readOnly(integer("File version")),
    predecessor: reference("Predecessor", "document"),
  },
});
