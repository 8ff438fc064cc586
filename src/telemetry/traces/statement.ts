interface Statement {
  name: string;
  attributes: Record<string, string>;
}

const known = new Map<string, Statement>();
/** Texts that requests help to shape must come to an end. */
const mostKnown = 1_000;
const longestText = 2_000;

/** How a statement is told of: its text with `?` for every literal; parameters are never looked at. */
export function statementOf(text: string): Statement {
  const found = known.get(text);
  if (found) return found;
  const made = describe(text);
  if (known.size < mostKnown) known.set(text, made);
  return made;
}

function describe(text: string): Statement {
  const shown = withoutLiterals(text).replaceAll(/\s+/g, " ").trim().slice(0, longestText);
  const operation = operationOf(shown);
  const table = /\b(?:from|into|update|join)\s+("?[a-z_][\w."]*)/i.exec(shown)?.[1]?.replaceAll('"', "");
  return {
    name: table === undefined ? operation : `${operation} ${table}`,
    attributes: {
      "db.system.name": "postgresql",
      "db.operation.name": operation,
      ...(table !== undefined && { "db.collection.name": table }),
      "db.query.text": shown,
    },
  };
}

/** `WITH` says nothing of what is done. */
function operationOf(text: string): string {
  const first = /^[a-z]+/i.exec(text)?.[0].toUpperCase() ?? "SQL";
  if (first !== "WITH") return first;
  return /\b(insert into|update|delete from)\b/i.exec(text)?.[0].split(" ")[0]!.toUpperCase() ?? "SELECT";
}

/** Strings of every kind, comments, and numbers that are no part of a name or of `$1`. */
const literals =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\$([a-z_]*)\$[\s\S]*?\$\1\$|\be'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|(?<![\w$".])\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/gi;

function withoutLiterals(text: string): string {
  return text.replaceAll(literals, "?");
}
