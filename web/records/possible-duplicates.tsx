import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call } from "../api/client.ts";
import { subtitleOf } from "./controls/subtitle.ts";
import type { Values } from "./form-values.ts";
import { nameOf, type RecordType, type StoredRecord } from "./model.ts";

/** How long nobody types before the server is asked, in milliseconds. */
const pauseMs = 350;
const most = 3;
const watched = new Set(["account", "contact", "lead"]);

/** Says which records may be the same as the one being typed. It keeps nobody from going on. */
export function PossibleDuplicates({ type, values }: { type: RecordType; values: Values }) {
  const texts = useSettled(watched.has(type.name) ? searchedTexts(type, values) : "");
  const { data = [] } = useQuery({
    queryKey: ["records", type.plural, "alike", texts],
    enabled: texts !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => findAlike(type, texts.split("\n"), signal),
  });
  if (texts === "" || data.length === 0) return <div role="status" className="hidden" />;
  return (
    <div role="status" className="tone-amber rounded-md px-3 py-2 text-sm">
      <p className="font-medium">
        {data.length === 1 ? `This ${type.label.toLowerCase()} may be here already:` : "One of these may be the same:"}
      </p>
      <ul className="mt-0.5">
        {data.map((record) => (
          <li key={record.id} className="truncate">
            <a
              href={`/${type.plural}/${record.id}`}
              target="_blank"
              rel="noreferrer"
              className="rounded font-medium underline underline-offset-2"
            >
              {nameOf(record)}
            </a>
            {subtitleOf(type, record) && ` ${subtitleOf(type, record)}`}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The whole name and the address, as far as they are typed; one a line. */
function searchedTexts(type: RecordType, values: Values): string {
  const text = (member: string) => (typeof values[member] === "string" ? values[member].trim() : "");
  const parts = type.title.map(text);
  const name = parts.every((part) => part !== "") ? parts.join(" ") : "";
  const email = /\S@\S+\.\S/.test(text("email")) ? text("email") : "";
  return [name.length > 2 ? name : "", type.name === "account" ? "" : email].filter(Boolean).join("\n");
}

async function findAlike(type: RecordType, texts: string[], signal: AbortSignal): Promise<StoredRecord[]> {
  const found = await Promise.all(
    texts.map(async (search) => {
      const query = { search, limit: 5 };
      const { data } = await call("GET /api/{plural}", { params: { plural: type.plural }, query, signal });
      return data.filter((record) => isAlike(record, search));
    }),
  );
  return [...new Map(found.flat().map((record) => [record.id, record])).values()].slice(0, most);
}

/** The search is generous; only the same name, or the beginning of a longer one, is worth a warning. */
function isAlike(record: StoredRecord, typed: string): boolean {
  const fold = (text: unknown) => (typeof text === "string" ? text.trim().toLowerCase() : "");
  const [wanted, name] = [fold(typed), fold(nameOf(record))];
  return wanted === fold(record["email"]) || wanted === name || name.startsWith(`${wanted} `);
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return text === "" ? "" : settled;
}
