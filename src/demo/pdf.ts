/** A page of text as PDF 1.4, the first line as its heading. Letters beyond Latin-1 become question marks. */
export function pdfOf(lines: readonly string[]): Uint8Array {
  const escaped = lines.map((line) =>
    line
      .replaceAll(/[\\()]/g, (sign) => `\\${sign}`)
      .replaceAll(/[–—]/g, "-")
      .replaceAll(/[^\x20-\x7e\xa0-\xff]/g, "?"),
  );
  const [heading = "", ...rest] = escaped;
  const content = `BT /F1 18 Tf 72 760 Td (${heading}) Tj /F1 11 Tf 0 -14 Td ${rest.map((line) => `0 -18 Td (${line}) Tj`).join(" ")} ET`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, at) => {
    const offset = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}
