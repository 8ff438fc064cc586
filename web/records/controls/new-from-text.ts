import { useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import { isPerson } from "../icons.ts";
import { isEmpty, type RecordType, type StoredRecord } from "../model.ts";

/** What was typed, put where a new record's name goes. */
export function nameValues(type: RecordType, text: string): Record<string, unknown> {
  const [name = "name"] = type.title;
  if (!isPerson(type.name)) return { [name]: text };
  const words = text.split(/\s+/);
  return { lastName: words.pop(), ...(words.length > 0 && { firstName: words.join(" ") }) };
}

/** Whether a name alone makes such a record. */
export function isMadeByName(type: RecordType): boolean {
  const given = nameValues(type, "a b");
  return type.fields.every((field) => !field.required || field.member in given || !isEmpty(field.default));
}

/** Makes a record of which only the name is known. */
export function useNewByName() {
  const queryClient = useQueryClient();
  return async (type: RecordType, text: string, ownerId: string): Promise<StoredRecord> => {
    const body = { ...nameValues(type, text), ownerId };
    const record = await call("POST /api/{plural}", { params: { plural: type.plural }, body });
    void queryClient.invalidateQueries({ queryKey: ["records"] });
    return record;
  };
}
